package weft.reticulum.router.paths;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.ObjIntConsumer;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.Rejection;
import weft.reticulum.announce.Announce;
import weft.reticulum.path.TunnelSynthesis;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.interfaces.HeardAnnounce;
import weft.reticulum.router.interfaces.ReceivedPacket;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.signatures.Verifications;
import weft.reticulum.router.table.Bound;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;
import weft.reticulum.router.time.Timer;

/** Remembers what was heard from a client, for when it comes back on another interface (rns-core §14). */
public final class Tunnels implements Timer {

    private static final long LIFETIME = Seconds.nanos(28_800);
    private static final long TICK = Seconds.nanos(60);

    private final boolean transport;
    private final CallTime time;
    private final Drops drops;
    private final PathTable paths;
    private final Verifications verifications;
    private final int bound;
    private final int perTunnel;
    private final SequencedMap<Digest, Tunnel> tunnels = new LinkedHashMap<>();
    private long nextTick = Timer.NONE;

    /**
     * @param bound how many there may be
     * @param perTunnel how many paths each may have
     */
    public Tunnels(
            boolean transport,
            CallTime time,
            Drops drops,
            PathTable paths,
            Verifications verifications,
            int bound,
            int perTunnel) {
        this.transport = transport;
        this.time = time;
        this.drops = drops;
        this.paths = paths;
        this.verifications = verifications;
        this.bound = bound;
        this.perTunnel = perTunnel;
    }

    private static final class Tunnel {
        private final Map<Address, Remembered> paths = new LinkedHashMap<>();
        private long expiresAt;
    }

    /** An announce as it was heard; the interface it came in on may be gone when the client comes back. */
    private record Remembered(Announce announce, byte[] raw, int hops, Optional<Address> via, long until) {

        static Remembered of(HeardAnnounce heard, long until) {
            return new Remembered(heard.announce(), heard.raw(), heard.hops(), heard.via(), until);
        }

        HeardAnnounce on(RouterInterface now) {
            return new HeardAnnounce(announce, raw, now, hops, via);
        }
    }

    /** Takes a packet to the tunnel destination; why it is dropped, or null. */
    public DropReason receive(ReceivedPacket packet) {
        if (!transport) {
            return DropReason.NOT_FOR_US;
        }
        int from = packet.view().dataOffset();
        byte[] data = Arrays.copyOfRange(
                packet.view().raw(), from, from + packet.view().dataLength());
        RouterInterface on = packet.on();
        return switch (TunnelSynthesis.decode(data)) {
            case Decoded.Rejected<TunnelSynthesis>(Rejection _) -> DropReason.BAD_TUNNEL;
            case Decoded.Value<TunnelSynthesis>(TunnelSynthesis synthesis) ->
                verifications.submit(synthesis::isSigned, result -> decided(synthesis, on, result))
                        ? null
                        : DropReason.UNVERIFIED;
        };
    }

    private void decided(TunnelSynthesis synthesis, RouterInterface on, Verifications.Result result) {
        switch (result) {
            case VALID -> attach(synthesis.tunnelId(), on);
            case INVALID -> on.drop(DropReason.BAD_TUNNEL);
            case UNANSWERED -> on.drop(DropReason.UNVERIFIED);
        }
    }

    private void attach(Digest id, RouterInterface on) {
        if (!on.isUp()) {
            return;
        }
        Tunnel tunnel = tunnels.remove(id);
        if (tunnel == null) {
            tunnel = new Tunnel();
        }
        if (tunnels.size() >= bound) {
            tunnels.pollFirstEntry();
            drops.count(DropReason.TABLE_FULL);
        }
        tunnels.putLast(id, tunnel);
        tunnel.expiresAt = time.now() + LIFETIME;
        on.attachTunnel(id);
        if (nextTick == Timer.NONE) {
            nextTick = time.now() + TICK;
        }
        List<Remembered> remembered = new ArrayList<>(tunnel.paths.values());
        for (Remembered path : remembered) {
            if (isBetter(path)) {
                paths.follow(path.on(on));
            } else {
                tunnel.paths.remove(path.announce().destination());
            }
        }
    }

    private boolean isBetter(Remembered path) {
        PathEntry existing = paths.get(path.announce().destination());
        if (existing == null) {
            return time.now() <= path.until();
        }
        boolean near = path.hops() <= existing.hops() || existing.isExpired(time.now());
        return near && path.announce().emission().unixSeconds() >= existing.latestEmission();
    }

    /** Keeps an accepted announce with the tunnel it came through, if it came through one. */
    public void remember(HeardAnnounce heard) {
        if (heard.on().remoteTunnel().isEmpty()) {
            return;
        }
        Tunnel tunnel = tunnels.get(heard.on().remoteTunnel().get());
        if (tunnel == null) {
            return;
        }
        if (tunnel.paths.size() >= perTunnel && !tunnel.paths.containsKey(heard.destination())) {
            drops.count(DropReason.TABLE_FULL);
            return;
        }
        tunnel.paths.put(heard.destination(), Remembered.of(heard, time.now() + LIFETIME));
    }

    /** Reports how many there are, and how many paths the largest has. */
    public void measure(ObjIntConsumer<Bound> sizes) {
        sizes.accept(Bound.TUNNELS, tunnels.size());
        sizes.accept(Bound.TUNNEL_PATHS, mostPaths());
    }

    private int mostPaths() {
        return tunnels.values().stream()
                .mapToInt(tunnel -> tunnel.paths.size())
                .max()
                .orElse(0);
    }

    @Override
    public long nextDeadline() {
        return nextTick;
    }

    @Override
    public void onDeadline() {
        tunnels.values().removeIf(tunnel -> time.now() > tunnel.expiresAt);
        for (Tunnel tunnel : tunnels.values()) {
            tunnel.paths.values().removeIf(path -> time.now() > path.until());
        }
        nextTick = tunnels.isEmpty() ? Timer.NONE : time.now() + TICK;
    }
}
