package weft.reticulum.router;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.Rejection;
import weft.reticulum.path.TunnelSynthesis;

/** Remembers what was heard from a client, for when it comes back on another interface (rns-core §14). */
final class Tunnels implements Timer {

    private static final long LIFETIME = Seconds.nanos(28_800);
    private static final long TICK = Seconds.nanos(60);

    private final RouterConfig config;
    private final Turn turn;
    private final Drops drops;
    private final PathTable paths;
    private final Verifications verifications;
    private final SequencedMap<Digest, Tunnel> tunnels = new LinkedHashMap<>();
    private long nextTick = Router.NONE;

    Tunnels(RouterConfig config, Turn turn, Drops drops, PathTable paths, Verifications verifications) {
        this.config = config;
        this.turn = turn;
        this.drops = drops;
        this.paths = paths;
        this.verifications = verifications;
    }

    private static final class Tunnel {
        private final Map<Address, Remembered> paths = new LinkedHashMap<>();
        private long expiresAt;
    }

    private record Remembered(HeardAnnounce heard, long until) {}

    /** Takes a packet to the tunnel destination; why it is dropped, or null. */
    DropReason receive(Arrival packet) {
        if (!config.transport()) {
            return DropReason.NOT_FOR_US;
        }
        int from = packet.view().dataOffset();
        byte[] data = Arrays.copyOfRange(
                packet.view().raw(), from, from + packet.view().dataLength());
        MeshInterface on = packet.on();
        return switch (TunnelSynthesis.decode(data)) {
            case Decoded.Rejected<TunnelSynthesis>(Rejection _) -> DropReason.BAD_TUNNEL;
            case Decoded.Value<TunnelSynthesis>(TunnelSynthesis synthesis) ->
                verifications.submit(synthesis::isSigned, result -> decided(synthesis, on, result))
                        ? null
                        : DropReason.UNVERIFIED;
        };
    }

    private void decided(TunnelSynthesis synthesis, MeshInterface on, Verifications.Result result) {
        switch (result) {
            case VALID -> attach(synthesis.tunnelId(), on);
            case INVALID -> on.drop(DropReason.BAD_TUNNEL);
            case UNANSWERED -> on.drop(DropReason.UNVERIFIED);
        }
    }

    private void attach(Digest id, MeshInterface on) {
        if (!on.isUp()) {
            return;
        }
        Tunnel tunnel = tunnels.remove(id);
        if (tunnel == null) {
            tunnel = new Tunnel();
        }
        if (tunnels.size() >= config.bound(Bound.TUNNELS)) {
            tunnels.pollFirstEntry();
            drops.count(DropReason.TABLE_FULL);
        }
        tunnels.putLast(id, tunnel);
        tunnel.expiresAt = turn.now() + LIFETIME;
        on.attachTunnel(id);
        if (nextTick == Router.NONE) {
            nextTick = turn.now() + TICK;
        }
        List<Remembered> remembered = new ArrayList<>(tunnel.paths.values());
        for (Remembered path : remembered) {
            if (isBetter(path)) {
                paths.follow(moved(path.heard(), on));
            } else {
                tunnel.paths.remove(path.heard().destination());
            }
        }
    }

    private boolean isBetter(Remembered path) {
        PathEntry existing = paths.get(path.heard().destination());
        if (existing == null) {
            return turn.now() <= path.until();
        }
        boolean near = path.heard().hops() <= existing.hops() || existing.isExpired(turn.now());
        return near && path.heard().announce().emission().unixSeconds() >= existing.latestEmission();
    }

    private static HeardAnnounce moved(HeardAnnounce heard, MeshInterface on) {
        return new HeardAnnounce(heard.announce(), heard.raw(), on, heard.hops(), heard.via());
    }

    /** Keeps an accepted announce with the tunnel it came through, if it came through one. */
    void remember(HeardAnnounce heard) {
        if (heard.on().remoteTunnel().isEmpty()) {
            return;
        }
        Tunnel tunnel = tunnels.get(heard.on().remoteTunnel().get());
        if (tunnel == null) {
            return;
        }
        if (tunnel.paths.size() >= config.bound(Bound.TUNNEL_PATHS) && !tunnel.paths.containsKey(heard.destination())) {
            drops.count(DropReason.TABLE_FULL);
            return;
        }
        tunnel.paths.put(heard.destination(), new Remembered(heard, turn.now() + LIFETIME));
    }

    int size() {
        return tunnels.size();
    }

    int mostPaths() {
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
        tunnels.values().removeIf(tunnel -> turn.now() > tunnel.expiresAt);
        for (Tunnel tunnel : tunnels.values()) {
            tunnel.paths.values().removeIf(path -> turn.now() > path.until());
        }
        nextTick = tunnels.isEmpty() ? Router.NONE : turn.now() + TICK;
    }
}
