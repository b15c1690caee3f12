package weft.reticulum.endpoint;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import weft.reticulum.Address;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.packet.ProofTimes;

/**
 * The links of one Endpoint, and who gets a place. Own links and those of peers have places of their own, so that no peer can
 * keep the host from calling somebody.
 *
 * <p>A link costs its initiator next to nothing, so a place lasts only while it is used. When a peer finds all taken, the link
 * that has been quiet for longest gives way: nothing is under way on it, and for some seconds, more on a slow way, its host has
 * acknowledged and sent nothing. Keepalives do not count, nor does what the host did not want. When none is quiet, the
 * connection that holds most places gives one up, provided that it holds at least two more than the newcomer's: who keeps many
 * links busy has no more than its share. What comes over one connection can't be told apart any further, because a link does not
 * say who opened it.
 */
final class LinkPlaces {

    /** How long a link must have been unused until it is quiet, on a way of one hop and without the round trip. */
    static final long PATIENCE = 5_000_000_000L;

    private static final Comparator<LinkSession> LONGEST_UNUSED =
            Comparator.comparingLong(session -> session.port().usedAt());

    private final int own;
    private final int peers;
    private final SequencedMap<Address, LinkSession> sessions = new LinkedHashMap<>();
    private int ownTaken;

    LinkPlaces(EndpointLimits limits) {
        this.own = limits.ownLinks();
        this.peers = limits.peerLinks();
    }

    int size() {
        return sessions.size();
    }

    Collection<LinkSession> all() {
        return sessions.values();
    }

    /** The link of this id; null when there is none. */
    LinkSession find(Address id) {
        return sessions.get(id);
    }

    void add(LinkSession session) {
        sessions.put(session.link().id(), session);
        ownTaken += session.link().isInitiator() ? 1 : 0;
    }

    void remove(LinkSession session) {
        if (sessions.remove(session.link().id()) != null && session.link().isInitiator()) {
            ownTaken--;
        }
    }

    boolean hasRoomForOwn() {
        return ownTaken < own;
    }

    boolean hasRoomForPeers() {
        return sessions.size() - ownTaken < peers;
    }

    /** The link that makes room for a peer's request over this connection; empty when the request must be ignored. */
    Optional<LinkSession> givingWay(long now, InterfaceRef from) {
        return ofPeers()
                .filter(session -> isQuiet(now, session))
                .min(LONGEST_UNUSED)
                .or(() -> fromTheLargestShare(from));
    }

    private Optional<LinkSession> fromTheLargestShare(InterfaceRef from) {
        Map<InterfaceRef, Integer> shares = new LinkedHashMap<>();
        ofPeers().forEach(session -> shares.merge(connectionOf(session), 1, Integer::sum));
        int most = shares.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        if (most < shares.getOrDefault(from, 0) + 2) {
            return Optional.empty();
        }
        List<LinkSession> candidates = ofPeers()
                .filter(session -> shares.get(connectionOf(session)) == most && !session.isSending())
                .toList();
        return candidates.stream().min(Comparator.comparing(LinkSession::isBusy).thenComparing(LONGEST_UNUSED));
    }

    private static boolean isQuiet(long now, LinkSession session) {
        LinkPort port = session.port();
        long patience = PATIENCE
                + ProofTimes.PER_HOP * Math.max(0, port.hops() - 1)
                + 2 * port.link().rtt();
        return !session.isBusy() && now - port.usedAt() >= patience;
    }

    private Stream<LinkSession> ofPeers() {
        return sessions.values().stream().filter(session -> !session.link().isInitiator());
    }

    private static InterfaceRef connectionOf(LinkSession session) {
        return session.link().on().orElseThrow();
    }
}
