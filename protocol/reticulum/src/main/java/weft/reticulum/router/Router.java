package weft.reticulum.router;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import weft.reticulum.Address;
import weft.reticulum.Entropy;
import weft.reticulum.hosting.Signal;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.interfaces.InterfaceSnapshot;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.paths.PathRow;
import weft.reticulum.router.table.Bound;
import weft.reticulum.router.time.Timer;

/**
 * A Reticulum node's routing: an end node, or a transport node that forwards for others (rns-core §10–§15).
 *
 * <p>One owner calls it, from one thread at a time; it has no clock, sockets or threads. Every call takes the time: {@code
 * now} in monotonic nanoseconds from near 0, and the wall clock in Unix seconds, which is only ever put into announces and
 * compared with the end of a blackhole. After each call the host asks {@link #nextDeadline()} and calls
 * {@link #onDeadline} then; early and repeated calls do nothing.
 *
 * <p>Nothing that comes from the mesh or the bus makes it throw. Misuse by the host does.
 */
public final class Router {

    /** {@link #nextDeadline()} when nothing is due. */
    public static final long NONE = Timer.NONE;

    private final RouterConfig config;
    final RouterWiring rooms;
    private final List<Timer> timers;

    /**
     * @param entropy tags, tunnel packets, announces of its own
     * @param random jitter, and the seeds of hash tables
     */
    public Router(RouterConfig config, Entropy entropy, RandomGenerator random) {
        this.config = config;
        this.rooms = new RouterWiring(config, entropy, random);
        this.timers = rooms.timers();
    }

    /** A packet without radio report; see the other {@code onPacket}. */
    public void onPacket(
            long now, long unixSeconds, int interfaceId, byte[] buffer, int offset, int length, RouterSink out) {
        onPacket(now, unixSeconds, interfaceId, buffer, offset, length, Optional.empty(), out);
    }

    /**
     * A packet came in, after framing and access code. Packets of interfaces that are not up are ignored.
     *
     * @param buffer loaned until return; the Router may change the packet's bytes in it
     * @param signal what the radio reports of it
     */
    public void onPacket(
            long now,
            long unixSeconds,
            int interfaceId,
            byte[] buffer,
            int offset,
            int length,
            Optional<Signal> signal,
            RouterSink out) {
        begin(now, unixSeconds, out);
        try {
            RouterInterface on = rooms.interfaces.get(interfaceId);
            if (on != null && on.isUp()) {
                rooms.dispatch.receive(on, signal, buffer, offset, length);
            }
        } finally {
            rooms.outputs.end();
        }
    }

    private void begin(long now, long unixSeconds, RouterSink out) {
        rooms.outputs.begin(out);
        rooms.time.begin(now, unixSeconds);
    }

    /** Something else happened. */
    public void handle(long now, long unixSeconds, RouterInput input, RouterSink out) {
        begin(now, unixSeconds, out);
        try {
            rooms.control.handle(input);
        } finally {
            rooms.outputs.end();
        }
    }

    /** The time that {@link #nextDeadline()} named has come, or any other time. */
    public void onDeadline(long now, long unixSeconds, RouterSink out) {
        begin(now, unixSeconds, out);
        try {
            for (Timer timer : timers) {
                if (timer.nextDeadline() <= rooms.time.now()) {
                    timer.onDeadline();
                }
            }
        } finally {
            rooms.outputs.end();
        }
    }

    /** When {@link #onDeadline} is to be called, in the nanoseconds of {@code now}; {@link #NONE} for never. */
    public long nextDeadline() {
        long next = NONE;
        for (int i = 0; i < timers.size(); i++) {
            next = Math.min(next, timers.get(i).nextDeadline());
        }
        return next;
    }

    /** Which part of the Router waits for {@link #nextDeadline()}, for those who wonder why it wakes up. */
    public Optional<String> deadlineReason() {
        long next = nextDeadline();
        return timers.stream()
                .filter(timer -> next != NONE && timer.nextDeadline() == next)
                .map(timer -> timer.getClass().getSimpleName())
                .findFirst();
    }

    /** The path table, the longest unused first. */
    public List<PathRow> paths() {
        return rooms.paths.rows();
    }

    /** The path to one destination. */
    public Optional<PathRow> path(Address destination) {
        return Optional.ofNullable(rooms.paths.get(destination)).map(path -> path.row(rooms.time.now()));
    }

    /** The interfaces there are, in order of their numbers. */
    public List<InterfaceSnapshot> interfaces() {
        return rooms.interfaces.all().stream()
                .map(each -> each.snapshot(rooms.time.now()))
                .toList();
    }

    /** How full each table and queue is; for those per interface or owner, the fullest of them. */
    public Map<Bound, Integer> sizes() {
        return rooms.sizes();
    }

    /** What was dropped that belongs to no interface: entries of full tables, and packets of hosted destinations. */
    public Map<DropReason, Long> drops() {
        return rooms.drops.snapshot();
    }

    /** What was dropped on one interface since it was told of, working or not; nothing for one that is not there. */
    public Map<DropReason, Long> drops(int interfaceId) {
        RouterInterface on = rooms.interfaces.get(interfaceId);
        return on == null ? Map.of() : on.drops();
    }

    /** How many more announces may wait for their signature to be checked; what comes past that is dropped. */
    public int announceRoom() {
        return rooms.announces.room();
    }

    /** Announces that came in on an interface whose signature is being checked. */
    public int unverified(int interfaceId) {
        RouterInterface on = rooms.interfaces.get(interfaceId);
        return on == null ? 0 : on.unverified();
    }

    /** How it was configured. */
    public RouterConfig config() {
        return config;
    }
}
