package weft.transport.mesh;

import java.util.concurrent.atomic.LongAdder;

/** Counters of one configured interface, over all its connections; they only grow. Safe to read from any thread. */
public final class LineCounters {

    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder accessViolations = new LongAdder();
    private final LongAdder badFrames = new LongAdder();
    private final LongAdder stalls = new LongAdder();
    private final LongAdder refusedClients = new LongAdder();
    private final LongAdder clientsGaveWay = new LongAdder();

    void bytesIn(int count) {
        bytesIn.add(count);
    }

    void bytesOut(int count) {
        bytesOut.add(count);
    }

    void accessViolation() {
        accessViolations.increment();
    }

    void badFrame() {
        badFrames.increment();
    }

    void stalled() {
        stalls.increment();
    }

    void refusedClient() {
        refusedClients.increment();
    }

    void clientGaveWay() {
        clientsGaveWay.increment();
    }

    /** Bytes received, framing included. */
    public long bytesIn() {
        return bytesIn.sum();
    }

    /** Bytes sent, framing included. */
    public long bytesOut() {
        return bytesOut.sum();
    }

    /** Frames without the right interface access code. */
    public long accessViolations() {
        return accessViolations.sum();
    }

    /** Frames too short or too long to be a packet. */
    public long badFrames() {
        return badFrames.sum();
    }

    /** Connections closed because the peer took nothing for 12 s. */
    public long stalls() {
        return stalls.sum();
    }

    /** Connections closed at once because the server, or their host at it, had its full number of clients. */
    public long refusedClients() {
        return refusedClients.sum();
    }

    /** Connections closed because they had delivered no packet and another client wanted their place. */
    public long clientsGaveWay() {
        return clientsGaveWay.sum();
    }
}
