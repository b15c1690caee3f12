package weft.service.net;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where a request came from. What is counted is counted by host and, more slowly, by network, because one guest of the net has many
 * addresses: a subscriber gets at least a /64 of IPv6, often a /56. An IPv4 address that comes as an IPv6 one is the IPv4 address.
 *
 * @param address in its one usual form, numeric, without a zone
 * @param network the /24 of an IPv4 address, the /56 of an IPv6 one
 * @param host the IPv4 address, or the /64 of an IPv6 one
 */
public record Source(String address, String network, String host) {

    /** Longest text that is looked at: an IPv6 address with an IPv4 tail, brackets and a zone is shorter. */
    private static final int LONGEST = 100;

    /**
     * The source behind a numeric address. No name is ever looked up.
     *
     * @throws IllegalArgumentException when the text is no address
     */
    public static Source of(String address) {
        return parse(address)
                .orElseThrow(
                        () -> new IllegalArgumentException("An address is numeric, such as 192.0.2.7 or 2001:db8::7."));
    }

    /** The source behind a numeric address; empty when the text is none. No name is ever looked up. */
    public static Optional<Source> parse(String address) {
        return numeric(address).map(Source::of);
    }

    /** The source behind an address. */
    public static Source of(InetAddress address) {
        byte[] bytes = address.getAddress();
        String text = NetUtil.toAddressString(address);
        int zone = text.indexOf('%');
        String bare = zone < 0 ? text : text.substring(0, zone);
        return address instanceof Inet4Address
                ? new Source(bare, prefix(bytes, 24), prefix(bytes, 32))
                : new Source(bare, prefix(bytes, 56), prefix(bytes, 64));
    }

    /** Whether the source has an IPv6 address, so that its network has to be counted too. */
    public boolean isV6() {
        return address.indexOf(':') >= 0;
    }

    /** The address that a text is; empty when it is none. An IPv4 address inside an IPv6 one is the IPv4 address. */
    public static Optional<InetAddress> numeric(String text) {
        if (text == null || text.length() > LONGEST) {
            return Optional.empty();
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException wrongLength) {
            return Optional.empty();
        }
    }

    private static String prefix(byte[] address, int bits) {
        return HexFormat.of().formatHex(Arrays.copyOf(address, bits / 8)) + "/" + bits;
    }
}
