package weft.reticulum.router.interfaces;

import java.util.Map;
import java.util.Optional;
import weft.reticulum.Digest;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.time.Seconds;

/** One interface as the Router keeps it: properties, counters, and what waits for it. */
public final class RouterInterface {

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

    RouterInterface(int id, InterfaceProperties properties, long now, EgressQueue queue, AnnounceQueue announces) {
        this.id = id;
        this.properties = properties;
        this.queue = queue;
        this.announces = announces;
        this.ingress = new IngressGate(properties.ingress(), now);
    }

    /** Its number. */
    public int id() {
        return id;
    }

    /** What its host says of it. */
    public InterfaceProperties properties() {
        return properties;
    }

    /** Its part in the mesh. */
    public InterfaceMode mode() {
        return properties.mode();
    }

    /** False while it does not work, and once it is gone; tables may still hold it for a moment. */
    public boolean isUp() {
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

    /** Whether announces may leave on it that the node makes for its own destinations. */
    public boolean takesOwnAnnounces() {
        return AnnounceRules.allowsOwn(properties);
    }

    /** Whether what is capped to a share of its bandwidth may leave right now. */
    public boolean isOpenToAnnounces(long now) {
        return announces.isOpen(now);
    }

    /** Forwarded announces that wait for bandwidth. */
    AnnounceQueue announces() {
        return announces;
    }

    /** What it lets in when much comes at once. */
    public IngressGate ingress() {
        return ingress;
    }

    /** The tunnel that its peer set up through it. */
    public Optional<Digest> remoteTunnel() {
        return remoteTunnel;
    }

    /** Its peer set up a tunnel through it. */
    public void attachTunnel(Digest id) {
        remoteTunnel = Optional.of(id);
    }

    /** A packet came in. */
    public void countIn(int bytes) {
        packetsIn++;
        bytesIn += bytes;
    }

    void countOut(int bytes) {
        packetsOut++;
        bytesOut += bytes;
    }

    /** Announces that came in on it whose signature is being checked. */
    public int unverified() {
        return unverified;
    }

    /** More, or fewer, signatures are being checked. */
    public void countUnverified(int more) {
        unverified += more;
    }

    /** A valid announce came in. */
    public void countAnnounceIn() {
        announcesIn++;
    }

    /** An announce leaves on it. */
    public void countAnnounceOut() {
        announcesOut++;
    }

    /** A packet that went no further. */
    public void drop(DropReason reason) {
        drops.count(reason);
    }

    /** What was dropped on it, by reason. */
    public Map<DropReason, Long> drops() {
        return drops.snapshot();
    }

    /** How long a packet of the usual MTU takes on it, in nanoseconds. */
    public long packetTime() {
        return Seconds.onWire(FIRST_HOP_BYTES, properties.bitrate());
    }

    /** 6 s and the time of 500 bytes (rns-core §8). */
    public long firstHopTimeout() {
        return Seconds.nanos(6) + packetTime();
    }

    /** Its counters now. */
    public InterfaceSnapshot snapshot(long now) {
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
