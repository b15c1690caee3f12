package weft.reticulum.router;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import weft.reticulum.Address;
import weft.reticulum.router.table.AddressTable;

/** Who sent which plain packet, so that its proof finds back: the last few of each hosted destination, for 480 s. */
final class SentPackets implements Timer {

    private static final long LIFETIME = Seconds.nanos(480);
    private static final long TICK = Seconds.nanos(5);

    private final Turn turn;
    private final Drops drops;
    private final int perOwner;
    private final AddressTable<SentPacket> byHash;
    private final Map<Address, ArrayDeque<SentPacket>> byOwner = new LinkedHashMap<>();
    private long nextTick = Router.NONE;

    SentPackets(Turn turn, Drops drops, int perOwner, AddressTable<SentPacket> byHash) {
        this.turn = turn;
        this.drops = drops;
        this.perOwner = perOwner;
        this.byHash = byHash;
    }

    /** A packet that may still be proven. */
    static final class SentPacket extends AddressTable.Entry {
        private final Address owner;
        private final long at;

        private SentPacket(Address truncatedHash, Address owner, long at) {
            super(truncatedHash.high(), truncatedHash.low());
            this.owner = owner;
            this.at = at;
        }
    }

    /** A hosted destination sent a packet. */
    void add(Address owner, Address truncatedHash) {
        if (byHash.get(truncatedHash) != null) {
            return;
        }
        ArrayDeque<SentPacket> own = byOwner.get(owner);
        if (own != null && own.size() >= perOwner) {
            remove(own.getFirst());
            drops.count(DropReason.TABLE_FULL);
        }
        if (byHash.isFull()) {
            remove(byHash.eldest());
            drops.count(DropReason.TABLE_FULL);
        }
        SentPacket packet = new SentPacket(truncatedHash, owner, turn.now());
        byHash.put(packet);
        byOwner.computeIfAbsent(owner, _ -> new ArrayDeque<>()).addLast(packet);
        nextTick = Math.min(nextTick, turn.now() + TICK);
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

    /** In both orders the oldest comes first, so the eldest of all is also its owner's first. */
    private void remove(SentPacket oldest) {
        byHash.remove(oldest);
        ArrayDeque<SentPacket> own = byOwner.get(oldest.owner);
        own.removeFirst();
        if (own.isEmpty()) {
            byOwner.remove(oldest.owner);
        }
    }

    @Override
    public long nextDeadline() {
        return nextTick;
    }

    @Override
    public void onDeadline() {
        while (byHash.size() > 0 && turn.now() - byHash.eldest().at > LIFETIME) {
            remove(byHash.eldest());
        }
        nextTick = byHash.size() == 0 ? Router.NONE : turn.now() + TICK;
    }
}
