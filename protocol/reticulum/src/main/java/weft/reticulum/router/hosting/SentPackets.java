package weft.reticulum.router.hosting;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import weft.reticulum.Address;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.table.AddressTable;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;
import weft.reticulum.router.time.Timer;

/**
 * Who sent which plain packet, so that its proof finds back, for 480 s. Of those of one hosted destination some have room: one for
 * which a proof came gives its place first, then one whose sender no longer waits. As long as an Endpoint waits for no more proofs
 * than there are places, none that it waits for is forgotten.
 */
final class SentPackets implements Timer {

    private static final long LIFETIME = Seconds.nanos(480);
    private static final long TICK = Seconds.nanos(5);

    private final CallTime time;
    private final Drops drops;
    private final int perOwner;
    private final AddressTable<SentPacket> byHash;
    private final Map<Address, ArrayDeque<SentPacket>> byOwner = new LinkedHashMap<>();
    private long nextTick = Timer.NONE;

    SentPackets(CallTime time, Drops drops, int perOwner, AddressTable<SentPacket> byHash) {
        this.time = time;
        this.drops = drops;
        this.perOwner = perOwner;
        this.byHash = byHash;
    }

    /** A packet that may still be proven. */
    static final class SentPacket extends AddressTable.Entry {
        private final Address owner;
        private final long at;
        private final long awaitedUntil;
        private boolean answered;

        private SentPacket(Address truncatedHash, Address owner, long at, long wait) {
            super(truncatedHash.high(), truncatedHash.low());
            this.owner = owner;
            this.at = at;
            this.awaitedUntil = at + wait;
        }

        private boolean isAwaited(long now) {
            return !answered && now < awaitedUntil;
        }
    }

    /**
     * A hosted destination sends a packet.
     *
     * @param wait how long it waits for the proof
     */
    void add(Address owner, Address truncatedHash, long wait) {
        if (byHash.get(truncatedHash) != null) {
            return;
        }
        ArrayDeque<SentPacket> own = byOwner.get(owner);
        if (own != null && own.size() >= perOwner) {
            forget(leastNeeded(own));
        }
        if (byHash.isFull()) {
            forget(byHash.eldest());
        }
        SentPacket packet = new SentPacket(truncatedHash, owner, time.now(), wait);
        byHash.put(packet);
        byOwner.computeIfAbsent(owner, _ -> new ArrayDeque<>()).addLast(packet);
        nextTick = Math.min(nextTick, time.now() + TICK);
    }

    private SentPacket leastNeeded(ArrayDeque<SentPacket> own) {
        SentPacket unawaited = null;
        for (SentPacket packet : own) {
            if (packet.answered) {
                return packet;
            }
            if (unawaited == null && !packet.isAwaited(time.now())) {
                unawaited = packet;
            }
        }
        return unawaited == null ? own.getFirst() : unawaited;
    }

    private void forget(SentPacket packet) {
        if (packet.isAwaited(time.now())) {
            drops.count(DropReason.TABLE_FULL);
        }
        remove(packet);
    }

    /** A proof of the packet went to who sent it. Whether it is a true one only its sender can tell. */
    void answered(long high, long low) {
        SentPacket packet = byHash.get(high, low);
        if (packet != null) {
            packet.answered = true;
        }
    }

    /** Who sent the packet, or null. It may be asked again: a first proof can be a forgery. */
    Address owner(long high, long low) {
        SentPacket packet = byHash.get(high, low);
        return packet == null ? null : packet.owner;
    }

    int size() {
        return byHash.size();
    }

    int mostOfOneOwner() {
        return byOwner.values().stream().mapToInt(own -> own.size()).max().orElse(0);
    }

    private void remove(SentPacket packet) {
        byHash.remove(packet);
        ArrayDeque<SentPacket> own = byOwner.get(packet.owner);
        own.remove(packet);
        if (own.isEmpty()) {
            byOwner.remove(packet.owner);
        }
    }

    @Override
    public long nextDeadline() {
        return nextTick;
    }

    @Override
    public void onDeadline() {
        while (byHash.size() > 0 && time.now() - byHash.eldest().at > LIFETIME) {
            remove(byHash.eldest());
        }
        nextTick = byHash.size() == 0 ? Timer.NONE : time.now() + TICK;
    }
}
