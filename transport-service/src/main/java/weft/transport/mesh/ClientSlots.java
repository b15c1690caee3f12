package weft.transport.mesh;

import io.vertx.core.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import weft.service.net.Source;

/**
 * The places of a server's clients, and who gets one. A connection costs nothing and a client that belongs here soon has
 * something to say, so a place is lent until the first packet: when all are taken, the client that has held one for longest
 * without delivering any gives way, after a grace. Clients that have delivered something keep theirs.
 *
 * <p>One host has at most half of the places; at that number only a client of the same host gives way to another. Loopback is no
 * host: behind it are the clients of a tunnel, a proxy or an onion service, whose addresses nobody knows.
 *
 * <p>Owned by one thread; times are its monotonic nanoseconds.
 *
 * @param <C> a client
 */
final class ClientSlots<C> {

    /** How long a client has to deliver a packet before it may have to give way. */
    static final long GRACE = 5_000_000_000L;

    private final int places;
    private final long grace;
    private final Predicate<C> delivered;
    private final Map<C, Place> taken = new LinkedHashMap<>();

    private record Place(Optional<String> host, long since) {}

    /** What becomes of a newcomer. */
    sealed interface Answer<C> {
        /** There is a place. */
        record Free<C>() implements Answer<C> {}

        /** There is one when this client is gone. */
        record InsteadOf<C>(C client) implements Answer<C> {}

        /** There is none. */
        record Refused<C>() implements Answer<C> {}
    }

    /**
     * Places without clients.
     *
     * @param grace in nanoseconds
     * @param delivered whether a client has delivered a packet that was let in
     */
    ClientSlots(int places, long grace, Predicate<C> delivered) {
        this.places = places;
        this.grace = grace;
        this.delivered = delivered;
    }

    /** The host of a peer, as places are counted; empty for loopback, and when the peer has gone. */
    static Optional<String> hostOf(SocketAddress peer) {
        return Optional.ofNullable(peer)
                .flatMap(address -> Source.numeric(address.hostAddress()))
                .filter(address -> !address.isLoopbackAddress())
                .map(address -> Source.of(address).host());
    }

    /** Whether a newcomer of this host gets a place, and whose. Changes nothing. */
    Answer<C> ask(long now, Optional<String> host) {
        Stream<Map.Entry<C, Place>> candidates = taken.entrySet().stream();
        if (host.isPresent() && of(host) >= mostOfOneHost()) {
            candidates = candidates.filter(entry -> entry.getValue().host().equals(host));
        } else if (taken.size() < places) {
            return new Answer.Free<>();
        }
        return candidates
                .filter(entry -> now - entry.getValue().since() >= grace && !delivered.test(entry.getKey()))
                .map(Map.Entry::getKey)
                .findFirst()
                .<Answer<C>>map(Answer.InsteadOf::new)
                .orElseGet(Answer.Refused::new);
    }

    void take(long now, C client, Optional<String> host) {
        taken.put(client, new Place(host, now));
    }

    void leave(C client) {
        taken.remove(client);
    }

    /** Who has a place, the longest there first. */
    Set<C> clients() {
        return taken.keySet();
    }

    private int mostOfOneHost() {
        return (places + 1) / 2;
    }

    private long of(Optional<String> host) {
        return taken.values().stream()
                .filter(place -> place.host().equals(host))
                .count();
    }
}
