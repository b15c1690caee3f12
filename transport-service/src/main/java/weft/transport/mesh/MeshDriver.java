package weft.transport.mesh;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import weft.reticulum.Address;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.router.Router;
import weft.reticulum.router.RouterInput;
import weft.reticulum.router.RouterOutput;
import weft.reticulum.router.RouterSink;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.reticulum.router.paths.PathRow;

/**
 * Runs one {@link Router} on one event loop: gives it time and packets, arms its timer, carries out what it says.
 *
 * <p>The sockets of all interfaces live on the same loop, so a packet goes from one to another without changing threads. Every
 * public method may be called from any thread unless it says otherwise.
 */
public final class MeshDriver {

    /** How much an interface may have in flight between Router and socket at most, in bytes; {@link #window} says how much now. */
    static final long WINDOW = 256 * 1024;

    /** How much of what was sent may wait at all sockets together, in bytes; with what Java needs for it some three times as much. */
    private static final long SENT = Math.max(4L << 20, Runtime.getRuntime().maxMemory() / 16);

    /** No line has less of it than some packets need. */
    private static final int SMALLEST = 8 * 1024;

    /** What is read before everybody else of this event loop has a turn, in bytes. */
    private static final int TURN = 256 * 1024;

    /** Records of the bus that may wait for the event loop. */
    static final int WAITING = 8_192;

    private static final long HELD_MILLIS = 20;
    private static final long NEVER = Long.MAX_VALUE;

    private final Vertx vertx;
    private final Context context;
    private final Router router;
    private final MeshPorts ports;
    private final long origin = System.nanoTime();
    private final Map<Integer, Line> lines = new LinkedHashMap<>();
    private final Set<Line> touched = new LinkedHashSet<>();
    private final Sink sink = new Sink();
    private final HeldLines held = new HeldLines();
    private final InterfaceDrops interfaceDrops = new InterfaceDrops();
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder droppedRecords = new LongAdder();

    private int lastInterfaceId;
    private int readInThisTurn;
    private long timer = -1;
    private long heldTimer = -1;
    private long armedFor = NEVER;

    /**
     * @param context an event-loop context that nothing blocks; the sockets of all interfaces use it too
     * @param ports where packets for Endpoints, announces and signature checks go
     */
    public MeshDriver(Vertx vertx, Context context, Router router, MeshPorts ports) {
        this.vertx = vertx;
        this.context = context;
        this.router = router;
        this.ports = ports;
    }

    /** The event loop that everything of the mesh runs on. */
    public Context context() {
        return context;
    }

    /** Tells the Router something. For callers whose number is bounded; records of the bus go to {@link #receive}. */
    public void tell(RouterInput input) {
        context.runOnContext(_ -> call(now -> router.handle(now, unixSeconds(), input, sink)));
    }

    /**
     * Gives the Router a record of the bus. At most {@value #WAITING} wait; past that it is dropped and counted, which the packet
     * plane allows: the machines behind it ask again.
     */
    public void receive(ToRouter record) {
        if (waiting.incrementAndGet() > WAITING) {
            waiting.decrementAndGet();
            droppedRecords.increment();
            return;
        }
        context.runOnContext(_ -> {
            waiting.decrementAndGet();
            call(now -> router.handle(now, unixSeconds(), new RouterInput.FromEndpoint(record), sink));
        });
    }

    /** Records of the bus that wait for the event loop, at most {@value #WAITING}. */
    int waitingRecords() {
        return waiting.get();
    }

    /** Records of the bus that were dropped because too many waited. */
    long droppedRecords() {
        return droppedRecords.sum();
    }

    /** Asks the Router something; the function runs on the event loop and must only read. */
    public <T> Future<T> ask(Function<Router, T> question) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(_ -> answer.complete(question.apply(router)));
        return answer.future();
    }

    /** The paths, each with the name of its interface. */
    public Future<List<NamedPath>> paths() {
        return ask(it -> it.paths().stream().map(this::named).toList());
    }

    /** The path to a destination, if there is one. */
    public Future<Optional<NamedPath>> path(Address destination) {
        return ask(it -> it.path(destination).map(this::named));
    }

    /** What was dropped on each configured interface, by its name and the reason, since the start. */
    Future<Map<String, Map<DropReason, Long>>> interfaceDrops() {
        return ask(it -> interfaceDrops.counts(lines.values(), it::drops));
    }

    /** A path and the name of its interface. */
    public record NamedPath(String interfaceName, PathRow row) {}

    private NamedPath named(PathRow row) {
        return new NamedPath(nameOf(row.interfaceId()), row);
    }

    private String nameOf(int interfaceId) {
        Line line = lines.get(interfaceId);
        return line == null ? "" : line.name();
    }

    /** The number of an interface that is new to the Router. On the event loop only. */
    int newInterface() {
        return ++lastInterfaceId;
    }

    /**
     * Whether a line may be read on: otherwise it leaves what it has unread and is held until {@link Line#readOn}. On the event loop only.
     */
    boolean mayReadOn(Line line) {
        if (mayRead(line)) {
            return true;
        }
        held.hold(line);
        lookAtHeld();
        return false;
    }

    /** So many bytes are about to be read for a line. On the event loop only. */
    void reading(int bytes) {
        if (readInThisTurn == 0) {
            // Comes after whatever else the loop has to do by now.
            context.runOnContext(_ -> {
                readInThisTurn = 0;
                held.readOn(this::mayRead);
            });
        }
        readInThisTurn += bytes;
    }

    private boolean mayRead(Line line) {
        return readInThisTurn < TURN
                && HeldLines.mayRead(router.unverified(line.interfaceId()), router.announceRoom())
                && !ports.isBehind();
    }

    /** What else frees room than an answer about a signature is looked for now and then. */
    private void lookAtHeld() {
        if (heldTimer < 0) {
            heldTimer = vertx.setTimer(HELD_MILLIS, _ -> {
                heldTimer = -1;
                held.readOn(this::mayRead);
                if (!held.isEmpty()) {
                    lookAtHeld();
                }
            });
        }
    }

    /** How much a line may have in flight between Router and socket, in bytes: a share of what all may. On the event loop only. */
    int window() {
        return share(WINDOW, SENT / 3);
    }

    /** How much may wait at a line's socket before it takes nothing more, in bytes: a share of what all may. On the event loop only. */
    int mostAtSocket(int alone) {
        return share(alone, SENT * 2 / 3);
    }

    private int share(long alone, long together) {
        return (int) Math.max(SMALLEST, Math.min(alone, together / Math.max(1, lines.size())));
    }

    /** Lines that are not read for now. On the event loop only. */
    int heldLines() {
        return held.size();
    }

    /** A line works from now on, for the first time or after {@link #offline}. On the event loop only. */
    void up(Line line, InterfaceProperties properties) {
        int id = line.interfaceId();
        lines.put(id, line);
        call(now -> {
            router.handle(now, unixSeconds(), new RouterInput.InterfaceUp(id, properties), sink);
            router.handle(now, unixSeconds(), new RouterInput.InterfaceWritable(id, window()), sink);
        });
    }

    /** A line has ended and another to the same place may follow: paths over it are kept. On the event loop only. */
    void offline(int id) {
        touched.remove(lines.get(id));
        held.forget(lines.get(id));
        call(now -> router.handle(now, unixSeconds(), new RouterInput.InterfaceOffline(id), sink));
    }

    /** A line is gone for good. On the event loop only. */
    void down(int id) {
        Line line = lines.remove(id);
        touched.remove(line);
        held.forget(line);
        call(now -> {
            router.handle(now, unixSeconds(), new RouterInput.InterfaceOffline(id), sink);
            if (line != null) {
                interfaceDrops.ended(line, router.drops(id));
            }
            router.handle(now, unixSeconds(), new RouterInput.InterfaceDown(id), sink);
        });
    }

    /** What was dropped under that name is nobody's any more. On the event loop only, when all its lines are gone. */
    void forgetDrops(String interfaceName) {
        interfaceDrops.forget(interfaceName);
    }

    /** The line can take a whole window again. On the event loop only. */
    void writable(int id) {
        if (lines.containsKey(id)) {
            call(now -> router.handle(now, unixSeconds(), new RouterInput.InterfaceWritable(id, window()), sink));
        }
    }

    /** A packet came in, access code and framing removed. On the event loop only; the buffer is loaned. */
    void packet(int id, byte[] buffer, int offset, int length) {
        router.onPacket(now(), unixSeconds(), id, buffer, offset, length, sink);
    }

    /** A batch of packets is through: send what they caused and arm the timer. On the event loop only. */
    void settle() {
        flush();
        arm();
    }

    private void call(Step step) {
        step.at(now());
        settle();
        if (!held.isEmpty()) {
            held.readOn(this::mayRead);
        }
    }

    /** Lines write once for each batch; a line that has room asks for more, which may cause further packets. */
    private void flush() {
        while (!touched.isEmpty()) {
            Set<Line> batch = new LinkedHashSet<>(touched);
            touched.clear();
            for (Line line : batch) {
                if (line.flush()) {
                    int id = line.interfaceId();
                    router.handle(now(), unixSeconds(), new RouterInput.InterfaceWritable(id, window()), sink);
                }
            }
        }
    }

    private void arm() {
        long deadline = router.nextDeadline();
        if (deadline == armedFor) {
            return;
        }
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
        armedFor = deadline;
        if (deadline != NEVER) {
            long nanos = Math.max(0, deadline - now());
            long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
            timer = vertx.setTimer(millis, _ -> onTimer());
        }
    }

    private void onTimer() {
        timer = -1;
        armedFor = NEVER;
        call(now -> router.onDeadline(now, unixSeconds(), sink));
    }

    private long now() {
        return System.nanoTime() - origin;
    }

    private static long unixSeconds() {
        return System.currentTimeMillis() / 1000;
    }

    @FunctionalInterface
    private interface Step {
        void at(long now);
    }

    private final class Sink implements RouterSink {

        @Override
        public void transmit(int interfaceId, byte[] buffer, int offset, int length) {
            Line line = lines.get(interfaceId);
            if (line != null) {
                line.append(buffer, offset, length);
                touched.add(line);
            }
        }

        @Override
        public boolean toEndpoint(ToEndpoint message) {
            return ports.toEndpoint(message);
        }

        @Override
        public void emit(RouterOutput output) {
            switch (output) {
                case RouterOutput.VerifySignature work -> ports.verify(work, MeshDriver.this::tell);
                case RouterOutput.AnnounceHeard heard -> ports.heard(heard, nameOf(heard.interfaceId()));
                case RouterOutput.PathChanged changed -> ports.pathChanged(changed.path());
                case RouterOutput.PathsLost lost -> ports.pathsLost(lost.destinations());
            }
        }
    }
}
