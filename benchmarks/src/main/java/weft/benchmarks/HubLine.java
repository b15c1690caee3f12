package weft.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Consumer;
import weft.reticulum.WireRejection;
import weft.reticulum.framing.FrameSink;
import weft.reticulum.framing.Hdlc;
import weft.reticulum.framing.HdlcStreamDecoder;

/** One end of a TCP interface, as a measuring device: what it sends and hears are raw packets. */
final class HubLine implements AutoCloseable {

    private static final int MAX_FRAME = 1_064;
    private static final int BUFFER = 65_536;

    private final Socket socket;
    private final OutputStream out;
    private final Thread reader;

    /** @param heard called for every packet, by the line's own thread */
    HubLine(int port, Consumer<byte[]> heard) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader = Thread.ofPlatform().daemon().start(() -> read(heard));
    }

    private void read(Consumer<byte[]> heard) {
        HdlcStreamDecoder decoder = new HdlcStreamDecoder(MAX_FRAME);
        FrameSink sink = new FrameSink() {
            @Override
            public void frame(byte[] buffer, int offset, int length) {
                byte[] packet = new byte[length];
                System.arraycopy(buffer, offset, packet, 0, length);
                heard.accept(packet);
            }

            @Override
            public void dropped(WireRejection reason) {
                throw new IllegalStateException("the hub sent a frame that is none: " + reason);
            }
        };
        byte[] chunk = new byte[BUFFER];
        try (InputStream in = socket.getInputStream()) {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                decoder.accept(chunk, 0, count, sink);
            }
        } catch (IOException closed) {
            // The measurement is over, or the hub has ended, which the measurement notices itself.
        }
    }

    void send(byte[] packet) {
        try {
            out.write(Hdlc.encode(packet));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends many packets with one call of the system. */
    void send(byte[][] packets) {
        byte[] frames = new byte[packets.length * Hdlc.maxEncodedLength(MAX_FRAME)];
        int length = 0;
        for (byte[] packet : packets) {
            length = Hdlc.encode(packet, 0, packet.length, frames, length);
        }
        try {
            out.write(frames, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
            reader.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
