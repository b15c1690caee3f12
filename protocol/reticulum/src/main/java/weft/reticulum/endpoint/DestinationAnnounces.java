package weft.reticulum.endpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import weft.reticulum.Entropy;
import weft.reticulum.announce.Announce;
import weft.reticulum.announce.Emission;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.identity.Ratchet;
import weft.reticulum.link.FailureReason;
import weft.reticulum.packet.Packet;

/**
 * The announces of a destination and its ratchets (rns-core §5, §9). A new ratchet is announced only when the host says that its
 * private key is on disk.
 */
final class DestinationAnnounces {

    static final int MAX_WAITING = 64;
    private static final long ONE_SECOND = 1_000_000_000L;

    private final PrivateIdentity identity;
    private final DestinationName name;
    private final long ratchetInterval;
    private final Entropy entropy;
    private final EndpointOutput output;
    private final Receipts receipts;
    private final List<Ratchet> ratchets;
    private final SequencedMap<Optional<InterfaceRef>, EndpointCommand.Announce> waiting = new LinkedHashMap<>();
    private final SequencedMap<InterfaceRef, Long> asked = new LinkedHashMap<>();
    private Optional<EndpointEvent.StoreRatchet> pending = Optional.empty();
    private long rotatedAt;
    private long lastEmission;

    DestinationAnnounces(
            PrivateIdentity identity,
            DestinationName name,
            RetainedRatchets retained,
            long ratchetInterval,
            Entropy entropy,
            EndpointOutput output) {
        this.identity = identity;
        this.name = name;
        this.ratchets = new ArrayList<>(retained.newestFirst());
        this.rotatedAt = retained.rotatedAt();
        this.ratchetInterval = ratchetInterval;
        this.entropy = entropy;
        this.output = output;
        this.receipts = new Receipts(2 * MAX_WAITING, output);
    }

    /** Own ratchets, newest first. */
    List<Ratchet> ratchets() {
        return ratchets;
    }

    Receipts receipts() {
        return receipts;
    }

    void announce(long now, EndpointCommand.Announce command) {
        boolean withRatchet = ratchetInterval > 0;
        int limit = withRatchet ? Announce.MAX_APP_DATA_WITH_RATCHET : Announce.MAX_APP_DATA;
        if (command.appData().length > limit) {
            output.fail(command.ref(), FailureReason.TOO_LARGE);
        } else if (withRatchet && (pending.isPresent() || isOld(command.unixSeconds()))) {
            await(command);
        } else {
            leave(now, command);
        }
    }

    /** A ratchet of a time that has not come is old, too: the clock was set back, and nobody knows how long it has been used. */
    private boolean isOld(long unixSeconds) {
        return unixSeconds > rotatedAt + ratchetInterval || unixSeconds < rotatedAt - ratchetInterval;
    }

    private void await(EndpointCommand.Announce command) {
        EndpointCommand.Announce replaced = waiting.remove(command.pathResponseOn());
        if (replaced == null && waiting.size() >= MAX_WAITING) {
            replaced = waiting.pollFirstEntry().getValue();
        }
        if (replaced != null) {
            output.fail(replaced.ref(), FailureReason.CANCELLED);
        }
        waiting.put(command.pathResponseOn(), command);
        if (pending.isEmpty()) {
            pending = Optional.of(new EndpointEvent.StoreRatchet(Ratchet.generate(entropy), command.unixSeconds()));
        }
        output.emit(pending.get());
    }

    void onStored(long now, Ratchet stored) {
        if (pending.isEmpty() || !Arrays.equals(pending.get().ratchet().publicKey(), stored.publicKey())) {
            return;
        }
        ratchets.addFirst(stored);
        if (ratchets.size() > EndpointOptions.RETAINED_RATCHETS) {
            ratchets.removeLast();
        }
        rotatedAt = pending.get().unixSeconds();
        pending = Optional.empty();
        List<EndpointCommand.Announce> due = List.copyOf(waiting.values());
        waiting.clear();
        due.forEach(command -> leave(now, command));
    }

    private void leave(long now, EndpointCommand.Announce command) {
        if (receipts.isFull()) {
            output.fail(command.ref(), FailureReason.TOO_MANY);
            return;
        }
        Optional<byte[]> ratchet = ratchetInterval == 0 || ratchets.isEmpty()
                ? Optional.empty()
                : Optional.of(ratchets.getFirst().publicKey());
        Packet packet = Announce.build(
                identity,
                name,
                Emission.of(entropy.bytes(Emission.RANDOM_LENGTH), emission(command.unixSeconds())),
                ratchet,
                command.appData(),
                command.pathResponseOn().isPresent());
        long outboundRef = output.transmit(0, command.pathResponseOn(), packet.encode());
        receipts.add(now, command.ref(), Receipts.Aim.ANNOUNCING, outboundRef, packet.hash(), Optional.empty());
    }

    /** Receivers take only announces that are newer by whole seconds (rns-core §10.2), so no two share one. */
    private long emission(long unixSeconds) {
        lastEmission = Math.max(unixSeconds, lastEmission + 1);
        return lastEmission;
    }

    /** Somebody looks for this destination; the host is told once a second for each interface. */
    void onPathRequested(long now, InterfaceRef on) {
        Long last = asked.get(on);
        if (last != null && now - last < ONE_SECOND) {
            return;
        }
        asked.remove(on);
        if (asked.size() >= MAX_WAITING) {
            asked.pollFirstEntry();
        }
        asked.put(on, now);
        output.emit(new EndpointEvent.PathRequested(on));
    }
}
