package weft.reticulum.destination;

import java.nio.charset.StandardCharsets;
import weft.reticulum.Address;
import weft.reticulum.crypto.Hashes;

/**
 * The name of a kind of destination: an application and its aspects, joined by dots (rns-core §6.1). Immutable; equal when
 * the full names are.
 *
 * @param full such as {@code lxmf.delivery}
 * @param hash derived from {@code full}
 */
public record DestinationName(String full, NameHash hash) {

    /** Path requests, PLAIN: 6b9f66014d9853faab220fba47d02761. */
    public static final DestinationName PATH_REQUEST = of("rnstransport", "path", "request");

    /** Tunnel set-up, PLAIN: 91bf0910267b59b0e864e0d4c91602ca. */
    public static final DestinationName TUNNEL_SYNTHESIZE = of("rnstransport", "tunnel", "synthesize");

    /** Echo proofs of a transport node. */
    public static final DestinationName PROBE = of("rnstransport", "probe");

    /** Remote status and path table. */
    public static final DestinationName REMOTE_MANAGEMENT = of("rnstransport", "remote", "management");

    /** Published blackhole list. */
    public static final DestinationName BLACKHOLE_INFO = of("rnstransport", "info", "blackhole");

    /** Announced interfaces of transport nodes. */
    public static final DestinationName INTERFACE_DISCOVERY = of("rnstransport", "discovery", "interface");

    /** Where a member receives LXMF messages. */
    public static final DestinationName LXMF_DELIVERY = of("lxmf", "delivery");

    /** An LXMF propagation node. */
    public static final DestinationName LXMF_PROPAGATION = of("lxmf", "propagation");

    /** Control of an LXMF propagation node by its operator. */
    public static final DestinationName LXMF_PROPAGATION_CONTROL = of("lxmf", "propagation", "control");

    /** A node that serves pages. */
    public static final DestinationName NOMADNETWORK_NODE = of("nomadnetwork", "node");

    /** Refuses a hash that is not the name's; use {@link #parse} or {@link #of}. */
    public DestinationName {
        if (!hash.equals(hashOf(full))) {
            throw new IllegalArgumentException("not the name hash of " + full);
        }
    }

    /**
     * The name of an application's destination. Empty parts are allowed, as the reference allows them.
     *
     * @throws IllegalArgumentException when a part contains a dot
     */
    public static DestinationName of(String application, String... aspects) {
        StringBuilder full = new StringBuilder(requireNoDot(application));
        for (String aspect : aspects) {
            full.append('.').append(requireNoDot(aspect));
        }
        return parse(full.toString());
    }

    /** The name as it is written, parts joined by dots: {@code nomadnetwork.node}. */
    public static DestinationName parse(String full) {
        return new DestinationName(full, hashOf(full));
    }

    /** The hash of the SINGLE or GROUP destination of this name that belongs to the identity. */
    public Address destination(Address identity) {
        return hash.destination(identity);
    }

    /** The hash of the PLAIN destination of this name, which belongs to nobody. */
    public Address plain() {
        return hash.plain();
    }

    /** The name with the identity hash as a last part, as tools of the network show a destination. */
    public String display(Address identity) {
        return full + '.' + identity;
    }

    /** The full name. */
    @Override
    public String toString() {
        return full;
    }

    private static NameHash hashOf(String full) {
        return NameHash.read(Hashes.sha256Bytes(full.getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static String requireNoDot(String part) {
        if (part.indexOf('.') >= 0) {
            throw new IllegalArgumentException("a part of a destination name holds no dot: " + part);
        }
        return part;
    }
}
