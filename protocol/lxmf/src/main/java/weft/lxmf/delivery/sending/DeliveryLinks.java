package weft.lxmf.delivery.sending;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import weft.reticulum.Address;

/** The links to correspondents: own ones, and those on which a peer has shown who it is (lxmf §8, backchannel). */
final class DeliveryLinks {

    /** One link. */
    static final class Entry {
        final Address id;
        final Correspondent peer;
        /** Whether this side opened it. */
        final boolean own;

        boolean established;
        /** Whether this side has shown its identity on it. */
        boolean identified;

        long usedAt;

        private Entry(Address id, Correspondent peer, boolean own, long now) {
            this.id = id;
            this.peer = peer;
            this.own = own;
            this.usedAt = now;
        }
    }

    private final Map<Address, Entry> links = new LinkedHashMap<>();

    /** Links that were asked for and have no id yet, by the ref of the command. */
    private final Map<Long, Correspondent> asked = new LinkedHashMap<>();

    void ask(long ref, Correspondent peer) {
        asked.put(ref, peer);
    }

    /** The link that was asked for under this ref has an id. */
    void opening(long ref, Address id, long now) {
        Correspondent peer = asked.remove(ref);
        if (peer != null) {
            links.put(id, new Entry(id, peer, true, now));
        }
    }

    /** The link of this ref could not be asked for. */
    Optional<Correspondent> refused(long ref) {
        return Optional.ofNullable(asked.remove(ref));
    }

    /** A peer has shown its identity on a link that it opened. */
    void backchannel(Address id, Correspondent peer, long now) {
        Entry entry = new Entry(id, peer, false, now);
        entry.established = true;
        links.put(id, entry);
    }

    Optional<Entry> find(Address id) {
        return Optional.ofNullable(links.get(id));
    }

    Optional<Entry> remove(Address id) {
        return Optional.ofNullable(links.remove(id));
    }

    /** A link on which the peer can be reached: an own one before one of the peer's, the newest of each. */
    Optional<Entry> usable(Correspondent peer) {
        Entry best = null;
        for (Entry entry : links.values()) {
            if (entry.peer == peer && entry.established && (best == null || entry.own || !best.own)) {
                best = entry;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Whether a link to the peer is being opened. */
    boolean isOpening(Correspondent peer) {
        return asked.containsValue(peer)
                || links.values().stream().anyMatch(entry -> entry.peer == peer && !entry.established);
    }

    boolean has(Correspondent peer) {
        return asked.containsValue(peer) || links.values().stream().anyMatch(entry -> entry.peer == peer);
    }

    /** Established own links, the longest unused first. */
    List<Entry> ownByUse() {
        List<Entry> own = new ArrayList<>();
        for (Entry entry : links.values()) {
            if (entry.own && entry.established) {
                own.add(entry);
            }
        }
        own.sort((a, b) -> Long.compare(a.usedAt, b.usedAt));
        return own;
    }
}
