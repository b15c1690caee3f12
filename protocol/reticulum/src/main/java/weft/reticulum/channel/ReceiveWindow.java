package weft.reticulum.channel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts the messages of one direction in order (links-and-resources §23). Holds at most 48 of them. */
final class ReceiveWindow {

    /** So far ahead of the next message may one be. */
    static final int REACH = 48;

    private final Map<Integer, Envelope> waiting = new LinkedHashMap<>();
    private int next;

    ReceiveWindow(int next) {
        this.next = next;
    }

    /** What an arriving sequence number is. */
    enum Place {
        /** The next one, or one that waits for its turn. */
        NEW,
        /** Delivered or waiting already. */
        SEEN,
        /** Too far ahead. */
        BEYOND
    }

    Place place(int sequence) {
        int distance = sequence - next & Envelope.MAX_16;
        if (distance > REACH) {
            return distance > Envelope.MAX_16 / 2 ? Place.SEEN : Place.BEYOND;
        }
        return waiting.containsKey(sequence) ? Place.SEEN : Place.NEW;
    }

    /** Takes a {@link Place#NEW} message; gives everything that can be delivered now, in order. */
    List<Envelope> add(Envelope envelope) {
        waiting.put(envelope.sequence(), envelope);
        List<Envelope> ready = new ArrayList<>();
        for (Envelope due = waiting.remove(next); due != null; due = waiting.remove(next)) {
            ready.add(due);
            next = next + 1 & Envelope.MAX_16;
        }
        return ready;
    }

    int next() {
        return next;
    }
}
