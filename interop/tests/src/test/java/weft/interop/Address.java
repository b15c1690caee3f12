package weft.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An address behind which one process stands or another, as behind a Service of Kubernetes: a new connection leads to the one that it
 * {@link #leadsTo} now, or in turn to those that say that they are ready, and those that are there stay where they are.
 */
final class Address implements AutoCloseable {

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final ServerSocket listening;
    private final Set<Service> ready = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();

    private Address(ServerSocket listening) {
        this.listening = listening;
    }

    /** Leads nowhere at first. */
    static Address open() {
        try {
            Address address = new Address(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().start(address::serve);
            return address;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    /** To that one, whether or not it answers. */
    void leadsTo(Service service) {
        ready.add(service);
        ready.retainAll(Set.of(service));
    }

    /** From now on to those of them that are ready. */
    void follows(List<Service> services) {
        services.forEach(service -> Thread.ofVirtual().start(() -> watch(service)));
    }

    private void watch(Service service) {
        while (!listening.isClosed()) {
            if (service.ready()) {
                ready.add(service);
            } else {
                ready.remove(service);
            }
            try {
                Thread.sleep(LOOK);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private int next() throws IOException {
        List<Service> now = List.copyOf(ready);
        if (now.isEmpty()) {
            throw new IOException("nobody is ready");
        }
        return now.get(Math.floorMod(turn.getAndIncrement(), now.size())).port();
    }

    private void serve() {
        while (!listening.isClosed()) {
            try {
                Socket near = listening.accept();
                Thread.ofVirtual().start(() -> join(near));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void join(Socket near) {
        try (near;
                Socket far = new Socket(InetAddress.getLoopbackAddress(), next())) {
            Thread back = Thread.ofVirtual().start(() -> pass(far, near));
            pass(near, far);
            back.join();
        } catch (IOException refused) {
            // Whoever dialled sees the end of the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            // The other direction ends too.
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException ended) {
            // It is no more than closed.
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
