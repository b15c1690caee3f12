package weft.simulator;

import java.util.function.LongConsumer;
import weft.simulator.Draws.Purpose;

/** One direction of a simulated link: says of each packet when it arrives, if it does. No I/O of its own either. */
final class WireDirection {

    private static final long BITS_TO_NANOS = 8_000_000_000L;

    private final Draws draws;
    private LinkModel model;
    private boolean up = true;
    private long packets;
    private long freeAt;
    private long lost;

    WireDirection(Draws draws, LinkModel model) {
        this.draws = draws;
        this.model = model;
    }

    /** Another behaviour from now on. */
    void become(LinkModel other) {
        model = other;
    }

    void setUp(boolean works) {
        up = works;
    }

    /** Packets offered. */
    long packets() {
        return packets;
    }

    /** Packets that never arrived. */
    long lost() {
        return lost;
    }

    /** Offers the next packet; {@code arrives} is told each time at which it comes out, on no, one or two calls. */
    void offer(long now, int length, LongConsumer arrives) {
        long n = packets++;
        if (!up || isLost(n) || length > model.mtu()) {
            lost++;
            return;
        }
        long sentAt = transmitted(now, length);
        if (sentAt < 0) {
            lost++;
            return;
        }
        long arrival = sentAt + model.latencyNanos() + draws.upTo(Purpose.JITTER, n, model.jitterNanos());
        if (draws.happens(Purpose.REORDERING, n, model.reordering())) {
            arrival += model.latencyNanos() + model.jitterNanos();
        }
        arrives.accept(arrival);
        if (draws.happens(Purpose.DUPLICATION, n, model.duplication())) {
            arrives.accept(arrival + draws.upTo(Purpose.ECHO, n, model.latencyNanos() + model.jitterNanos()));
        }
    }

    /** How many bytes the queue can take now. */
    long room(long now) {
        if (model.bitrate() == 0) {
            return Long.MAX_VALUE;
        }
        return Math.max(0, model.queueBytes() - queued(now));
    }

    /** When the queue will be empty. */
    long emptyAt() {
        return freeAt;
    }

    private boolean isLost(long n) {
        return draws.happens(Purpose.LOSS, n / model.burst(), model.loss());
    }

    /** When the last bit of the packet is on the wire, or -1 when the queue has no room. */
    private long transmitted(long now, int length) {
        if (model.bitrate() == 0) {
            return now;
        }
        if (queued(now) > model.queueBytes()) {
            return -1;
        }
        freeAt = Math.max(freeAt, now) + length * BITS_TO_NANOS / model.bitrate();
        return freeAt;
    }

    private long queued(long now) {
        return freeAt <= now ? 0 : (long) ((freeAt - now) / 1e9 * model.bitrate() / 8);
    }
}
