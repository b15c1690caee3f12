package weft.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A TCP line between two programs of a test: it carries no faster than told, and can be held in one direction. */
final class Wire implements AutoCloseable {

    /** Bytes carried between two looks at speed and hold. */
    private static final int STEP = 2_048;

    private final ServerSocket server;
    private final int target;
    private final long bytesPerSecond;
    private final AtomicLong toTarget = new AtomicLong();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Object gate = new Object();
    private boolean answersHeld;

    private Wire(int target, long bytesPerSecond) {
        this.target = target;
        this.bytesPerSecond = bytesPerSecond;
        try {
            server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** A wire to a loopback port, with that speed in each direction. */
    static Wire to(int port, long bytesPerSecond) {
        return new Wire(port, bytesPerSecond);
    }

    /** Where its near end is dialled. */
    int port() {
        return server.getLocalPort();
    }

    /** Bytes that have reached the far end, over all connections. */
    long carriedToTarget() {
        return toTarget.get();
    }

    /** Keeps back what the far end sends, until {@link #releaseAnswers}; nothing of it is lost. */
    void holdAnswers() {
        synchronized (gate) {
            answersHeld = true;
        }
    }

    void releaseAnswers() {
        synchronized (gate) {
            answersHeld = false;
            gate.notifyAll();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                open.add(near);
                Thread.ofVirtual().start(() -> join(near));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void join(Socket near) {
        try (near;
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(far);
            Thread back = Thread.ofVirtual().start(() -> carry(far, near, true));
            carry(near, far, false);
            back.join();
            open.remove(far);
        } catch (IOException nobodyThere) {
            // The near end sees its connection closed, as it would without the wire.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(near);
        }
    }

    /** Ends when either side does, and takes the other with it. */
    private void carry(Socket from, Socket to, boolean answer) {
        byte[] buffer = new byte[STEP];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (answer) {
                    awaitRelease();
                }
                out.write(buffer, 0, count);
                if (!answer) {
                    toTarget.addAndGet(count);
                }
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(count) / bytesPerSecond);
            }
        } catch (IOException ended) {
            // One of the two programs has gone, which is what such a test is about.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitRelease() throws InterruptedException {
        synchronized (gate) {
            while (answersHeld) {
                gate.wait();
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        releaseAnswers();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
