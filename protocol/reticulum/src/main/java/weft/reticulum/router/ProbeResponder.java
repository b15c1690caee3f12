package weft.reticulum.router;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.Entropy;
import weft.reticulum.Rejection;
import weft.reticulum.announce.Announce;
import weft.reticulum.announce.Emission;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.packet.Proof;

/**
 * The transport node's own destination: proves every packet that it can decrypt (rns-core §17.1). Decrypting and signing
 * take some 0.15 ms, so only so many probes are answered in a second.
 */
final class ProbeResponder implements Timer {

    private static final int PROBES_PER_SECOND = 20;
    private static final long FIRST_ANNOUNCE = Seconds.nanos(15);
    private static final long ANNOUNCE_INTERVAL = Seconds.nanos(7200);
    private static final long ANSWER_INTERVAL = Seconds.nanos(1);

    private final boolean enabled;
    private final PrivateIdentity identity;
    private final Address destination;
    private final Turn turn;
    private final Entropy entropy;
    private final Interfaces interfaces;
    private final Egress egress;
    private final Map<MeshInterface, Long> answeredAt = new LinkedHashMap<>();
    private long nextAnnounce = Router.NONE;
    private long windowStart = Long.MIN_VALUE;
    private int inWindow;
    private long lastEmission = -1;

    ProbeResponder(RouterConfig config, Turn turn, Entropy entropy, Interfaces interfaces, Egress egress) {
        this.enabled = config.probes();
        this.identity = config.identity();
        this.destination = DestinationName.PROBE.destination(identity.identity().hash());
        this.turn = turn;
        this.entropy = entropy;
        this.interfaces = interfaces;
        this.egress = egress;
    }

    boolean is(Address asked) {
        return enabled && destination.equals(asked);
    }

    boolean is(long high, long low) {
        return enabled && destination.high() == high && destination.low() == low;
    }

    /** A packet to the responder; why it is dropped, or null. */
    DropReason receive(Arrival packet) {
        if (turn.now() - windowStart >= Seconds.NANOS || windowStart == Long.MIN_VALUE) {
            windowStart = turn.now();
            inWindow = 0;
        }
        if (++inWindow > PROBES_PER_SECOND) {
            return DropReason.PROBE_LIMIT;
        }
        int from = packet.view().dataOffset();
        byte[] sealed = Arrays.copyOfRange(
                packet.view().raw(), from, from + packet.view().dataLength());
        return switch (identity.decrypt(sealed, List.of(), false)) {
            case Decoded.Rejected<PrivateIdentity.Opened>(Rejection _) -> DropReason.NOT_FOR_US;
            case Decoded.Value<PrivateIdentity.Opened>(PrivateIdentity.Opened _) -> {
                Digest hash = packet.packetHash();
                egress.send(packet.on(), Proof.implicit(identity, hash).encode());
                yield null;
            }
        };
    }

    /** Somebody on that interface asks for the path to the responder. */
    void answer(MeshInterface on) {
        Long last = answeredAt.get(on);
        if (last == null || turn.now() - last >= ANSWER_INTERVAL) {
            answeredAt.put(on, turn.now());
            egress.send(on, announce(true));
        }
    }

    /** The first interface came up: time to think of an announce. */
    void start() {
        if (enabled && nextAnnounce == Router.NONE) {
            nextAnnounce = turn.now() + FIRST_ANNOUNCE;
        }
    }

    void interfaceDown(MeshInterface gone) {
        answeredAt.remove(gone);
    }

    @Override
    public long nextDeadline() {
        return nextAnnounce;
    }

    @Override
    public void onDeadline() {
        nextAnnounce = turn.now() + ANNOUNCE_INTERVAL;
        byte[] packet = announce(false);
        for (MeshInterface out : interfaces.online()) {
            if (AnnounceRules.allowsOwn(out.properties())) {
                out.countAnnounceOut();
                egress.send(out, packet);
            }
        }
    }

    private byte[] announce(boolean pathResponse) {
        // Receivers take only announces that are newer by whole seconds (rns-core §10.2), whatever was done to the
        // clock.
        lastEmission = Math.max(turn.unixSeconds(), lastEmission + 1);
        Emission emission = Emission.of(entropy.bytes(Emission.RANDOM_LENGTH), lastEmission);
        return Announce.build(identity, DestinationName.PROBE, emission, Optional.empty(), new byte[0], pathResponse)
                .encode();
    }
}
