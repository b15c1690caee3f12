package weft.auth.domain;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Where a request came from. Guesses are counted by network, because one guesser has many addresses in it.
 *
 * @param address as the gateway saw it, numeric
 * @param network the /24 of an IPv4 address, the /56 of an IPv6 one
 * @param host the IPv4 address, or the /64 of an IPv6 one
 */
public record Source(String address, String network, String host) {

    /** The source behind a numeric address; anything else stands for itself. */
    public static Source of(String address) {
        try {
            InetAddress parsed = InetAddress.ofLiteral(address);
            byte[] bytes = parsed.getAddress();
            return parsed instanceof Inet4Address
                    ? new Source(address, prefix(bytes, 24), prefix(bytes, 32))
                    : new Source(address, prefix(bytes, 56), prefix(bytes, 64));
        } catch (IllegalArgumentException notNumeric) {
            return new Source(address, address, address);
        }
    }

    private static String prefix(byte[] address, int bits) {
        return HexFormat.of().formatHex(Arrays.copyOf(address, bits / 8)) + "/" + bits;
    }
}
