package weft.node;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import weft.node.config.NodeSettings;
import weft.service.http.PublicUrl;

/** Who finds the node besides the machine it runs on, as the console says it. */
final class Reach {

    private static final int SHOWN = 3;
    private static final String MORE = "the page /invites says how.";

    private Reach() {}

    /**
     * One line for the person who starts the node.
     *
     * @param own addresses of this machine
     */
    static String line(NodeSettings.Http http, Collection<InetAddress> own) {
        if (http.publicUrl().isPresent()) {
            return "Others find it at " + http.publicUrl().get()
                    + (isLoopback(http.host()) ? ", through what passes them on to this machine" : "");
        }
        if (isLoopback(http.host())) {
            return "Nobody else finds it: it listens on this machine alone. To let others in, " + MORE;
        }
        List<String> addresses = own.stream()
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .filter(address -> listens(http.host(), address))
                .sorted(Comparator.comparing(address -> address instanceof Inet6Address))
                .limit(SHOWN)
                .map(address -> url(address, http.port()).toString())
                .toList();
        return (addresses.isEmpty()
                        ? "Others find it once this machine has an address"
                        : "Who reaches this machine finds it at " + String.join(", ", addresses))
                + ". For a name of its own and a certificate that browsers know, " + MORE;
    }

    private static PublicUrl url(InetAddress address, int port) {
        String text = address.getHostAddress().replaceFirst("%.*", "");
        return PublicUrl.of("https://" + (address instanceof Inet6Address ? "[" + text + "]" : text) + ":" + port);
    }

    private static boolean listens(String host, InetAddress address) {
        return host.equals("0.0.0.0") || host.equals("::") || address.equals(parsed(host));
    }

    private static boolean isLoopback(String host) {
        InetAddress address = parsed(host);
        return address != null && address.isLoopbackAddress();
    }

    /** Null for a name that leads nowhere: the server says that better when it can't listen there. */
    private static InetAddress parsed(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** The addresses that this machine has now; none when they can't be listed. */
    static List<InetAddress> ofThisMachine() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }
}
