package weft.transport.mesh;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import weft.reticulum.Decoded;
import weft.reticulum.WireRejection;
import weft.reticulum.framing.FrameSink;
import weft.reticulum.framing.Hdlc;
import weft.reticulum.framing.HdlcStreamDecoder;
import weft.reticulum.ifac.AccessCode;
import weft.reticulum.packet.Packet;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.transport.config.InterfacePlan;

/**
 * A TCP connection as a {@link Line}: HDLC frames, and the access code where the interface has one (rns-core §19, §20, §21.1).
 *
 * <p>What the peer sends that is no frame, too long, or without the right access code is dropped and counted; it never closes
 * the connection and never grows a buffer past twice the largest packet. A peer that takes nothing for 12 s while something
 * waits for it is disconnected.
 */
final class TcpLine implements Line, FrameSink {

    private static final long STALL_MILLIS = 12_000;
    private static final long LAST_MILLIS = 1_000;
    private static final int SLICE = 2_048;
    private static final byte[] NOTHING = new byte[0];
    private static final int WRITE_QUEUE_BYTES = 1024 * 1024;

    /** What a peer may have sent that is not read yet, as the system keeps it. Many peers would else keep much of it. */
    static final int RECEIVED = 64 * 1024;

    /** What is read at once, and all that a line keeps unread here. */
    private static final int CHUNK = 16 * 1024;

    private final Vertx vertx;
    private final MeshDriver driver;
    private final NetSocket socket;
    private final String name;
    private final String interfaceName;
    private final Optional<AccessCode> access;
    private final LineCounters counters;
    private final HdlcStreamDecoder decoder;
    /** Of the connection under Vert.x, which else would do more at once, or less, than is wanted. */
    private final ChannelHandlerContext below;

    private final Consumer<TcpLine> closed;

    private final int id;
    private byte[] out = new byte[2048];
    private int filled;
    private long sinceGrant;
    private int mostAtSocket;
    private long stallTimer = -1;
    private boolean open = true;
    private boolean delivered;
    /** What came and was left, while the socket is not read. */
    private byte[] unread = NOTHING;

    private int unreadFrom;

    /**
     * Starts reading at once. On the mesh's event loop, in the connect handler of the socket.
     *
     * @param id under which the Router knows the connection
     * @param name for people
     * @param plan of its interface
     * @param closed told once, when the connection has ended; it tells the driver
     */
    TcpLine(
            Vertx vertx,
            MeshDriver driver,
            NetSocket socket,
            int id,
            String name,
            InterfacePlan plan,
            LineCounters counters,
            Consumer<TcpLine> closed) {
        this.vertx = vertx;
        this.driver = driver;
        this.socket = socket;
        this.id = id;
        this.name = name;
        this.interfaceName = plan.name();
        this.access = plan.access();
        this.counters = counters;
        this.closed = closed;
        InterfaceProperties properties = plan.properties();
        this.decoder = new HdlcStreamDecoder(properties.maxPacket() + properties.accessCodeSize());
        // Vert.x keeps sixteen reads of a socket that is paused, so the channel itself is told to read no more.
        this.below = ((NetSocketInternal) socket).channelHandlerContext();
        FixedRecvByteBufAllocator chunks = new FixedRecvByteBufAllocator(CHUNK);
        chunks.maxMessagesPerRead(1);
        below.channel().config().setRecvByteBufAllocator(chunks);
        socket.exceptionHandler(_ -> socket.close());
        socket.closeHandler(_ -> onClosed());
        driver.up(this, properties);
        socket.handler(this::read);
    }

    @Override
    public int interfaceId() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String interfaceName() {
        return interfaceName;
    }

    @Override
    public void append(byte[] buffer, int offset, int length) {
        if (access.isPresent()) {
            byte[] sealed = access.get().seal(Arrays.copyOfRange(buffer, offset, offset + length));
            enclose(sealed, 0, sealed.length);
        } else {
            enclose(buffer, offset, length);
        }
    }

    private void enclose(byte[] packet, int offset, int length) {
        int needed = filled + Hdlc.maxEncodedLength(length);
        if (needed > out.length) {
            out = Arrays.copyOf(out, Math.max(needed, out.length * 2));
        }
        filled = Hdlc.encode(packet, offset, length, out, filled);
    }

    @Override
    public boolean flush() {
        if (filled == 0 || !open) {
            return false;
        }
        socket.write(Buffer.buffer(Arrays.copyOf(out, filled)));
        counters.bytesOut(filled);
        sinceGrant += filled;
        filled = 0;
        int most = driver.mostAtSocket(WRITE_QUEUE_BYTES);
        if (most != mostAtSocket) {
            mostAtSocket = most;
            socket.setWriteQueueMaxSize(most);
        }
        if (socket.writeQueueFull()) {
            awaitDrain();
            return false;
        }
        if (sinceGrant < driver.window() / 2) {
            return false;
        }
        sinceGrant = 0;
        return true;
    }

    /** Whether the peer has sent a packet that was let in: readable, and with the access code where there is one. */
    boolean hasDelivered() {
        return delivered;
    }

    /**
     * Ends the connection, and says so before this returns; completes when the socket is closed. What was written and the peer doesn't
     * take within a second is given up.
     */
    Future<Void> end() {
        onClosed();
        long overdue = vertx.setTimer(LAST_MILLIS, _ -> below.close());
        return socket.close().onComplete(_ -> vertx.cancelTimer(overdue));
    }

    private void awaitDrain() {
        if (stallTimer >= 0) {
            return;
        }
        stallTimer = vertx.setTimer(STALL_MILLIS, _ -> {
            counters.stalled();
            // Not by the socket, which would first wait for the peer to take what is there for it.
            below.close();
        });
        socket.drainHandler(_ -> {
            vertx.cancelTimer(stallTimer);
            stallTimer = -1;
            sinceGrant = 0;
            driver.writable(id);
        });
    }

    private void read(Buffer chunk) {
        if (!open) {
            return;
        }
        byte[] bytes = chunk.getBytes();
        counters.bytesIn(bytes.length);
        if (!read(bytes, 0)) {
            below.channel().config().setAutoRead(false);
        }
    }

    /**
     * In slices of a few packets, so that a burst of announces goes past its bound by no more than those of one.
     *
     * @return false when the rest was left unread
     */
    private boolean read(byte[] bytes, int from) {
        int at = from;
        boolean all = true;
        while (at < bytes.length && all) {
            int length = Math.min(SLICE, bytes.length - at);
            driver.reading(length);
            decoder.accept(bytes, at, length, this);
            at += length;
            all = !open || driver.mayReadOn(this);
        }
        if (!all) {
            unread = bytes;
            unreadFrom = at;
        }
        driver.settle();
        return all;
    }

    @Override
    public void readOn() {
        byte[] bytes = unread;
        unread = NOTHING;
        if (open && read(bytes, unreadFrom)) {
            below.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void frame(byte[] buffer, int offset, int length) {
        if (access.isEmpty() && buffer[offset] >= 0) {
            letIn(buffer, offset, length);
            return;
        }
        switch (AccessCode.admit(access, Arrays.copyOfRange(buffer, offset, offset + length))) {
            case Decoded.Value<byte[]>(byte[] packet) -> letIn(packet, 0, packet.length);
            case Decoded.Rejected<byte[]> _ -> counters.accessViolation();
        }
    }

    private void letIn(byte[] buffer, int offset, int length) {
        if (!delivered) {
            byte[] packet = Arrays.copyOfRange(buffer, offset, offset + length);
            delivered = Packet.decode(packet) instanceof Decoded.Value<Packet>;
        }
        driver.packet(id, buffer, offset, length);
    }

    @Override
    public void dropped(WireRejection reason) {
        counters.badFrame();
    }

    private void onClosed() {
        if (!open) {
            return;
        }
        open = false;
        if (stallTimer >= 0) {
            vertx.cancelTimer(stallTimer);
        }
        closed.accept(this);
    }
}
