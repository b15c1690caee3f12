package weft.reticulum.router;

import java.util.Map;
import java.util.Optional;
import weft.reticulum.Digest;

/** One interface as the Router keeps it: properties, counters, and what waits for it. */
final class MeshInterface {

    private static final int FIRST_HOP_BYTES = 500;

    private final int id;
    private InterfaceProperties properties;
    private final Drops drops = new Drops();
    private final EgressQueue queue;
    private final AnnounceQueue announces;
    private final IngressGate ingress;
    private boolean up = true;
    private Optional<Digest> remoteTunnel = Optional.empty();
    private long packetsIn;
    private long bytesIn;
    private long packetsOut;
    private long bytesOut;
    private int unverified;
    private long announcesIn;
    private long announcesOut;

    MeshInterface(int id, InterfaceProperties properties, long now, RouterConfig config, Interfaces all) {
        this.id = id;
        this.properties = properties;
        this.queue = new EgressQueue(
                () -> all.share(config.bound(Bound.EGRESS_PACKETS)), () -> all.share(config.bound(Bound.EGRESS_BYTES)));
        this.announces = new AnnounceQueue(properties, () -> all.share(config.bound(Bound.ANNOUNCE_QUEUE)));
        this.ingress = new IngressGate(properties.ingress(), now);
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

    /** False while it does not work, and once it is gone; tables may still hold it for a moment. */
    boolean isUp() {
        return up;
    }

    void down() {
        up = false;
    }

    /** It works again. */
    void up(InterfaceProperties current) {
        properties = current;
        up = true;
    }

    EgressQueue queue() {
        return queue;
    }

    /** Forwarded announces that wait for bandwidth. */
    AnnounceQueue announces() {
        return announces;
    }

    IngressGate ingress() {
        return ingress;
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

    /** Announces that came in on it whose signature is being checked. */
    int unverified() {
        return unverified;
    }

    void countUnverified(int more) {
        unverified += more;
    }

    void countAnnounceIn() {
        announcesIn++;
    }

    void countAnnounceOut() {
        announcesOut++;
    }

    void drop(DropReason reason) {
        drops.count(reason);
    }

    /** What was dropped on it, by reason. */
    Map<DropReason, Long> drops() {
        return drops.snapshot();
    }

    /** How long a packet of the usual MTU takes on it, in nanoseconds. */
    long packetTime() {
        return Seconds.onWire(FIRST_HOP_BYTES, properties.bitrate());
    }

    /** 6 s and the time of 500 bytes (rns-core §8). */
    long firstHopTimeout() {
        return Seconds.nanos(6) + packetTime();
    }

    InterfaceSnapshot snapshot(long now) {
        return new InterfaceSnapshot(
                id,
                properties,
                up,
                packetsIn,
                bytesIn,
                packetsOut,
                bytesOut,
                announcesIn,
                announcesOut,
                drops.snapshot(),
                queue.packets(),
                queue.bytes(),
                announces.size(),
                ingress.heldCount(),
                ingress.announces().frequency(now),
                ingress.requests().frequency(now),
                ingress.announces().isActive(),
                ingress.requests().isActive());
    }
}
