package weft.service.net;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An address, or a network in CIDR notation, as an operator writes it. */
public final class Network {

    private static final Pattern FORM = Pattern.compile("([0-9a-fA-F.:]+)(?:/([0-9]{1,3}))?");

    private final String text;
    private final IpSubnetFilterRule rule;

    private Network(String text, InetAddress address, int bits) {
        this.text = text;
        this.rule = new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT);
    }

    /**
     * Reads {@code 192.0.2.7}, {@code 10.0.0.0/8}, {@code 2001:db8::/32}. Configuration is converted by this method.
     *
     * @throws IllegalArgumentException when it is neither an address nor a network
     */
    public static Network of(String text) {
        Matcher form = FORM.matcher(text.strip());
        Optional<InetAddress> address = form.matches() ? Source.numeric(form.group(1)) : Optional.empty();
        if (address.isEmpty()) {
            throw new IllegalArgumentException(text + " is neither an address nor a network such as 10.0.0.0/8");
        }
        int most = address.get() instanceof Inet4Address ? Integer.SIZE : 4 * Integer.SIZE;
        int bits = form.group(2) == null ? most : Integer.parseInt(form.group(2));
        if (bits > most) {
            throw new IllegalArgumentException(text + " has more than " + most + " bits after the slash");
        }
        return new Network(text.strip(), address.get(), bits);
    }

    /** Whether an address is in it. An IPv4 network holds no IPv6 address, and the other way round. */
    public boolean contains(InetAddress address) {
        return rule.matches(new InetSocketAddress(address, 0));
    }

    /** Whether a source is in it. */
    public boolean contains(Source source) {
        return Source.numeric(source.address()).filter(this::contains).isPresent();
    }

    @Override
    public String toString() {
        return text;
    }
}
