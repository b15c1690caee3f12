package weft.reticulum.router.interfaces;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import weft.reticulum.hosting.ToEndpoint;

/**
 * Packets that wait for an interface, in flows that share it fairly: one flow per hosted destination, one per interface that
 * transit comes from, one for the Router's own packets. Served by deficit round robin over bytes.
 *
 * <p>Bounded in packets and bytes. Where there is no room the last packet of the longest flow goes, which may be the one that
 * is being added: whoever sends most loses first.
 */
final class EgressQueue {

    private static final int QUANTUM = 1500;

    private final IntSupplier maxPackets;
    private final IntSupplier maxBytes;
    private final Map<Object, Flow> flows = new LinkedHashMap<>();
    private final ArrayDeque<Flow> turns = new ArrayDeque<>();
    private int packets;
    private long bytes;
    private long credit;

    /** Both bounds are asked for each packet that comes. */
    EgressQueue(IntSupplier maxPackets, IntSupplier maxBytes) {
        this.maxPackets = maxPackets;
        this.maxBytes = maxBytes;
    }

    /**
     * A packet that waits.
     *
     * @param outcome what its owner is told when it has left, or null
     */
    record Waiting(byte[] packet, ToEndpoint.Sent outcome) {}

    private static final class Flow {
        private final Object key;
        private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
        private long bytes;
        private long deficit;

        private Flow(Object key) {
            this.key = key;
        }
    }

    /** Whether a packet may go right now, past the queue. */
    boolean isOpen() {
        return packets == 0 && credit > 0;
    }

    /** Takes bytes that were sent past the queue off the budget. */
    void spend(int count) {
        if (credit != Long.MAX_VALUE) {
            credit -= count;
        }
    }

    /** Replaces the budget, in bytes. */
    void refill(long budget) {
        credit = budget;
    }

    /**
     * Adds a copy of the packet. Ask {@link #shed} afterwards.
     *
     * @param flow equal for packets that share one turn
     */
    void offer(Object flow, byte[] buffer, int offset, int length, ToEndpoint.Sent outcome) {
        Waiting added = new Waiting(Arrays.copyOfRange(buffer, offset, offset + length), outcome);
        Flow own = flows.computeIfAbsent(flow, Flow::new);
        if (own.waiting.isEmpty()) {
            turns.addLast(own);
        }
        own.waiting.addLast(added);
        count(own, 1, length);
    }

    /** A packet that has to go because there are too many, or null. */
    Waiting shed() {
        return packets > maxPackets.getAsInt() || bytes > maxBytes.getAsInt() ? removeLastOfLongest() : null;
    }

    /** The next packet in turn while there is budget, or null; its bytes are taken off the budget. */
    Waiting poll() {
        if (credit <= 0 || packets == 0) {
            return null;
        }
        while (true) {
            Flow flow = turns.getFirst();
            int next = flow.waiting.getFirst().packet().length;
            if (flow.deficit >= next) {
                flow.deficit -= next;
                return take(flow);
            }
            flow.deficit += QUANTUM;
            turns.addLast(turns.removeFirst());
        }
    }

    /** Closes the budget and takes what waits out, one by one, in no order that matters. */
    Waiting removeAny() {
        credit = 0;
        return packets == 0 ? null : removeLastOfLongest();
    }

    int packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }

    private Waiting take(Flow flow) {
        Waiting taken = flow.waiting.removeFirst();
        count(flow, -1, -taken.packet().length);
        spend(taken.packet().length);
        forgetIfEmpty(flow);
        return taken;
    }

    private Waiting removeLastOfLongest() {
        Flow longest = turns.getFirst();
        for (Flow flow : turns) {
            if (flow.bytes > longest.bytes) {
                longest = flow;
            }
        }
        Waiting removed = longest.waiting.removeLast();
        count(longest, -1, -removed.packet().length);
        forgetIfEmpty(longest);
        return removed;
    }

    private void forgetIfEmpty(Flow flow) {
        if (flow.waiting.isEmpty()) {
            turns.remove(flow);
            flows.remove(flow.key);
        }
    }

    private void count(Flow flow, int packetCount, int byteCount) {
        packets += packetCount;
        bytes += byteCount;
        flow.bytes += byteCount;
    }
}
