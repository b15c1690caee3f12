package weft.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port on the loopback interface for something that starts in a moment.
 *
 * <p>Not one of those that the system gives to outgoing connections, on Linux from 32768: a connection to the database could take it
 * before whoever it is meant for listens.
 */
public final class FreePort {

    private static final int FIRST = 20_000;
    private static final int END = 32_768;
    private static final int TRIES = 200;

    private static volatile Set<Integer> promised = Set.of();

    private FreePort() {}

    /** Ports that are never given out: something of this process will listen there, and doesn't yet. */
    public static void keep(Set<Integer> ports) {
        promised = Set.copyOf(ports);
    }

    /** A port that nobody listens on. Throws {@link StartFailure} when {@value #TRIES} of them are taken. */
    public static int next() {
        IOException last = null;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (promised.contains(port)) {
                continue;
            }
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                last = taken;
            }
        }
        throw new StartFailure("No free port on the loopback interface", last);
    }
}
