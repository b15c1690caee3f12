package weft.node;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import weft.service.listen.ListenAddress;

/** Looks whether the node can listen where it is told to, before anything is made for it. */
final class FreeListeners {

    private FreeListeners() {}

    /**
     * Listens on each address for a moment.
     *
     * @return them
     * @throws StartFailure that names the key, the port and what to do, where that is refused
     */
    static List<ListenAddress> require(List<ListenAddress> addresses) {
        for (ListenAddress address : addresses) {
            try (ServerSocket socket = new ServerSocket()) {
                // As the server does: what the last run left in the system's tables is no program that listens.
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getByName(address.host()), address.port()));
            } catch (IOException refused) {
                throw new StartFailure(words(address, refused));
            }
        }
        return addresses;
    }

    private static String words(ListenAddress address, IOException refused) {
        String what = address.key() + ": ";
        String said = String.valueOf(refused.getMessage());
        if (refused instanceof UnknownHostException) {
            return what + "the host " + address.host() + " can't be resolved. Name an address of this machine.";
        }
        if (refused instanceof BindException && said.contains("in use")) {
            return what + "port " + address.port() + " of " + address.host()
                    + " is in use by another program. End that, or choose another port.";
        }
        if (refused instanceof BindException && said.contains("assign")) {
            return what + address.host() + " is no address of this machine, so nothing can listen on its port "
                    + address.port() + ". Name one that is, or 0.0.0.0 for all of them.";
        }
        if (said.contains("denied")) {
            return what + "this user may not listen on port " + address.port()
                    + ": ports below 1024 need a right of their own. Choose a higher one.";
        }
        return what + "nothing can listen on port " + address.port() + " of " + address.host() + " (" + said + ").";
    }
}
