package weft.reticulum.router;

import java.util.Optional;
import weft.reticulum.Digest;

/** One interface as the Router keeps it: properties, counters, and what waits for it. */
final class MeshInterface {

    private static final int FIRST_HOP_BYTES = 500;

    private final int id;
    private final InterfaceProperties properties;
    private final long upSince;
    private final Drops drops = new Drops();
    private final EgressQueue queue;
    private boolean up = true;
    private Optional<Digest> remoteTunnel = Optional.empty();
    private long packetsIn;
    private long bytesIn;
    private long packetsOut;
    private long bytesOut;

    MeshInterface(int id, InterfaceProperties properties, long now, EgressQueue queue) {
        this.id = id;
        this.properties = properties;
        this.upSince = now;
        this.queue = queue;
    }

    int id() {
        return id;
    }

    InterfaceProperties properties() {
        return properties;
    }

    InterfaceMode mode() {
        return properties.mode();
    }

    /** When it came up, in monotonic nanoseconds. */
    long upSince() {
        return upSince;
    }

    /** False once it is gone; tables may still hold it for a moment. */
    boolean isUp() {
        return up;
    }

    void down() {
        up = false;
    }

    EgressQueue queue() {
        return queue;
    }

    /** The tunnel that its peer set up through it. */
    Optional<Digest> remoteTunnel() {
        return remoteTunnel;
    }

    void attachTunnel(Digest id) {
        remoteTunnel = Optional.of(id);
    }

    void countIn(int bytes) {
        packetsIn++;
        bytesIn += bytes;
    }

    void countOut(int bytes) {
        packetsOut++;
        bytesOut += bytes;
    }

    void drop(DropReason reason) {
        drops.count(reason);
    }

    Drops drops() {
        return drops;
    }

    long packetsIn() {
        return packetsIn;
    }

    long bytesIn() {
        return bytesIn;
    }

    long packetsOut() {
        return packetsOut;
    }

    long bytesOut() {
        return bytesOut;
    }

    /** How long a packet of the usual MTU takes on it, in nanoseconds. */
    long packetTime() {
        return Seconds.onWire(FIRST_HOP_BYTES, properties.bitrate());
    }

    /** 6 s and the time of 500 bytes (rns-core §8). */
    long firstHopTimeout() {
        return Seconds.nanos(6) + packetTime();
    }
}
