package weft.reticulum.router.interfaces;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import weft.reticulum.Address;
import weft.reticulum.router.time.Seconds;
import weft.reticulum.router.time.Timer;

/**
 * Forwarded announces that wait for their share of one interface's bandwidth (rns-core §11.6): one per destination, the
 * nearest first.
 */
final class AnnounceQueue {

    private static final long LIFETIME = Seconds.nanos(10_800);

    private final InterfaceProperties properties;
    private final IntSupplier bound;
    private final Map<Address, Queued> waiting = new LinkedHashMap<>();
    private long allowedAt = -1;

    /** @param bound how many may wait, asked for each that comes */
    AnnounceQueue(InterfaceProperties properties, IntSupplier bound) {
        this.properties = properties;
        this.bound = bound;
    }

    /**
     * A waiting announce.
     *
     * @param packet as it will be sent
     * @param emission the sender's clock
     * @param since when it was queued
     */
    record Queued(byte[] packet, int hops, long emission, long since) {}

    /** Whether an announce may be sent right now. */
    boolean isOpen(long now) {
        return waiting.isEmpty() && now > allowedAt;
    }

    /** An announce of {@code bytes} leaves now: the next has to wait for its time on the wire, divided by the cap. */
    void sent(int bytes, long now) {
        long time = Seconds.onWire(bytes, properties.bitrate());
        allowedAt = now + (long) (time / properties.announces().cap());
    }

    /**
     * Queues an announce. One of the same destination is replaced when it is older, and stays in its place.
     *
     * @return false when there is no room
     */
    boolean offer(Address destination, byte[] packet, int hops, long emission, long now) {
        Queued known = waiting.get(destination);
        if (known == null && waiting.size() >= bound.getAsInt()) {
            return false;
        }
        if (known == null || emission > known.emission()) {
            waiting.put(destination, new Queued(packet, hops, emission, now));
        }
        return true;
    }

    /** When the next one may go; {@link Timer#NONE} while nothing waits. */
    long nextDeadline() {
        return waiting.isEmpty() ? Timer.NONE : allowedAt + 1;
    }

    /** Takes the next one out, if it is time: fewest hops, among these the oldest. Null when there is none. */
    Queued poll(long now) {
        if (now <= allowedAt || waiting.isEmpty()) {
            return null;
        }
        waiting.values().removeIf(queued -> now - queued.since() > LIFETIME);
        if (waiting.isEmpty()) {
            return null;
        }
        Iterator<Map.Entry<Address, Queued>> all = waiting.entrySet().iterator();
        Map.Entry<Address, Queued> best = all.next();
        while (all.hasNext()) {
            Map.Entry<Address, Queued> other = all.next();
            if (isBefore(other.getValue(), best.getValue())) {
                best = other;
            }
        }
        waiting.remove(best.getKey());
        return best.getValue();
    }

    void clear() {
        waiting.clear();
    }

    int size() {
        return waiting.size();
    }

    /** The waiting announces in the order they came, for those who look. */
    Iterable<Queued> waiting() {
        return waiting.values();
    }

    /** When the next announce may leave, in monotonic nanoseconds. */
    long allowedAt() {
        return allowedAt;
    }

    private static boolean isBefore(Queued one, Queued other) {
        return one.hops() < other.hops() || one.hops() == other.hops() && one.since() < other.since();
    }
}
