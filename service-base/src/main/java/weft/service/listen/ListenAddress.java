package weft.service.listen;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An address that something is told to listen on. Two that want the same one must never both be opened: servers of one Vert.x
 * instance would share it and take clients in turn, each with its own rules of who may come in.
 *
 * @param key of the configuration that names the port
 * @param host name or address; a wildcard takes every address of the machine, IPv4 and IPv6
 * @param port TCP port
 */
public record ListenAddress(String key, String host, int port) {

    /**
     * The first two of them that take the same address, in words that name both keys and say what to do. Resolves names: not on an
     * event loop. A name that can't be resolved is only compared with names.
     */
    public static Optional<String> clash(List<ListenAddress> addresses) {
        for (int i = 0; i < addresses.size(); i++) {
            for (int j = i + 1; j < addresses.size(); j++) {
                if (addresses.get(i).clashesWith(addresses.get(j))) {
                    return Optional.of(addresses.get(i).clash(addresses.get(j)));
                }
            }
        }
        return Optional.empty();
    }

    private String clash(ListenAddress other) {
        return key + " and " + other.key + " both want to listen on port " + port + " of "
                + (host.equals(other.host) ? host : host + " and " + other.host + ", which overlap")
                + ". Give one of them another port.";
    }

    private boolean clashesWith(ListenAddress other) {
        if (port != other.port) {
            return false;
        }
        if (host.equalsIgnoreCase(other.host)) {
            return true;
        }
        Set<InetAddress> own = resolved(host);
        Set<InetAddress> others = resolved(other.host);
        return own.stream().anyMatch(InetAddress::isAnyLocalAddress)
                || others.stream().anyMatch(InetAddress::isAnyLocalAddress)
                || own.stream().anyMatch(others::contains);
    }

    private static Set<InetAddress> resolved(String host) {
        try {
            return new HashSet<>(List.of(InetAddress.getAllByName(host)));
        } catch (UnknownHostException nowhere) {
            return Set.of();
        }
    }
}
