package weft.reticulum.router.destinations;

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
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.interfaces.Egress;
import weft.reticulum.router.interfaces.Interfaces;
import weft.reticulum.router.interfaces.ReceivedPacket;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;
import weft.reticulum.router.time.Timer;

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
    private final CallTime time;
    private final Entropy entropy;
    private final Interfaces interfaces;
    private final Egress egress;
    private final Map<RouterInterface, Long> answeredAt = new LinkedHashMap<>();
    private long nextAnnounce = Timer.NONE;
    private long windowStart = Long.MIN_VALUE;
    private int inWindow;
    private long lastEmission = -1;

    ProbeResponder(
            boolean enabled,
            PrivateIdentity identity,
            CallTime time,
            Entropy entropy,
            Interfaces interfaces,
            Egress egress) {
        this.enabled = enabled;
        this.identity = identity;
        this.destination = DestinationName.PROBE.destination(identity.identity().hash());
        this.time = time;
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
    DropReason receive(ReceivedPacket packet) {
        if (time.now() - windowStart >= Seconds.NANOS || windowStart == Long.MIN_VALUE) {
            windowStart = time.now();
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
    void answer(RouterInterface on) {
        Long last = answeredAt.get(on);
        if (last == null || time.now() - last >= ANSWER_INTERVAL) {
            answeredAt.put(on, time.now());
            egress.send(on, announce(true));
        }
    }

    /** The first interface came up: time to think of an announce. */
    void start() {
        if (enabled && nextAnnounce == Timer.NONE) {
            nextAnnounce = time.now() + FIRST_ANNOUNCE;
        }
    }

    void interfaceDown(RouterInterface gone) {
        answeredAt.remove(gone);
    }

    @Override
    public long nextDeadline() {
        return nextAnnounce;
    }

    @Override
    public void onDeadline() {
        nextAnnounce = time.now() + ANNOUNCE_INTERVAL;
        byte[] packet = announce(false);
        for (RouterInterface out : interfaces.online()) {
            if (out.takesOwnAnnounces()) {
                egress.announce(out, packet);
            }
        }
    }

    private byte[] announce(boolean pathResponse) {
        // Receivers take only announces that are newer by whole seconds (rns-core §10.2), whatever was done to the
        // clock.
        lastEmission = Math.max(time.unixSeconds(), lastEmission + 1);
        Emission emission = Emission.of(entropy.bytes(Emission.RANDOM_LENGTH), lastEmission);
        return Announce.build(identity, DestinationName.PROBE, emission, Optional.empty(), new byte[0], pathResponse)
                .encode();
    }
}
