package weft.reticulum.endpoint;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import weft.reticulum.Digest;

/** The packets that came last, and which of them were proven: repetitions by the mesh or the bus end here. */
final class RecentPackets {

    private final int capacity;
    private final SequencedMap<Digest, Boolean> proven = new LinkedHashMap<>();

    RecentPackets(int capacity) {
        this.capacity = capacity;
    }

    /** What a packet is. */
    enum Sight {
        FIRST,
        /** Seen, and not proven yet. */
        AGAIN,
        /** Seen and proven; the proof was lost, or the packet went two ways. */
        PROVEN
    }

    Sight sight(Digest packet) {
        Boolean known = proven.get(packet);
        return known == null ? Sight.FIRST : known ? Sight.PROVEN : Sight.AGAIN;
    }

    /** Remembers a packet that was authenticated; the oldest is forgotten at the bound. */
    void add(Digest packet) {
        if (proven.size() >= capacity) {
            proven.pollFirstEntry();
        }
        proven.putIfAbsent(packet, false);
    }

    void prove(Digest packet) {
        proven.computeIfPresent(packet, (key, before) -> true);
    }
}
