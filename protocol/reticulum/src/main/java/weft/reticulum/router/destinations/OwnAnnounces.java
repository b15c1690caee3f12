package weft.reticulum.router.destinations;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.random.RandomGenerator;
import weft.reticulum.Address;
import weft.reticulum.announce.AnnounceForm;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.packet.Context;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.interfaces.BusSink;
import weft.reticulum.router.interfaces.Egress;
import weft.reticulum.router.interfaces.InterfaceRefs;
import weft.reticulum.router.interfaces.Interfaces;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;
import weft.reticulum.router.time.Timer;

/**
 * Announces of hosted destinations on their way out: at most one per second and interface, with jitter, because hubs hold
 * bursts back. After an uplink came up, everybody again, the most recently used first.
 */
final class OwnAnnounces implements Timer {

    private static final long PACE = Seconds.nanos(1);
    private static final double JITTER = 0.25;
    private static final byte[] NOT_MADE = {};

    private final CallTime time;
    private final RandomGenerator random;
    private final Interfaces interfaces;
    private final InterfaceRefs refs;
    private final Egress egress;
    private final BusSink bus;
    private final int bound;
    private final Map<RouterInterface, Paced> byInterface = new LinkedHashMap<>();
    private long next = Timer.NONE;

    OwnAnnounces(
            CallTime time,
            RandomGenerator random,
            Interfaces interfaces,
            InterfaceRefs refs,
            Egress egress,
            BusSink bus,
            int bound) {
        this.time = time;
        this.random = random;
        this.interfaces = interfaces;
        this.refs = refs;
        this.egress = egress;
        this.bus = bus;
        this.bound = bound;
    }

    /** What one interface still has to send: packets, or empty arrays where the Endpoint has to make one first. */
    private static final class Paced {
        private final SequencedMap<Address, byte[]> waiting = new LinkedHashMap<>();
        /** Whose Endpoint was asked to make one and has not; hosted destinations only. */
        private final Set<Address> asked = new LinkedHashSet<>();

        private long freeAt;
    }

    /**
     * Announces a destination on all interfaces that own announces may leave on, instead of an earlier announce of it.
     *
     * @return on how many interfaces it will leave
     */
    int announce(Address owner, byte[] raw) {
        int leaving = 0;
        for (RouterInterface out : interfaces.online()) {
            if (out.takesOwnAnnounces() && enqueue(out, owner, raw)) {
                leaving++;
            }
        }
        return leaving;
    }

    /** An uplink came up: announces everybody there again. */
    void reannounce(RouterInterface uplink, List<HostedDestination> everybody) {
        for (HostedDestination each : everybody) {
            reannounce(uplink, each);
        }
    }

    /** A destination is new here: announces it on the uplinks that are up. */
    void appeared(HostedDestination fresh) {
        for (RouterInterface out : interfaces.online()) {
            if (out.properties().tunnel().isPresent()) {
                reannounce(out, fresh);
            }
        }
    }

    private void reannounce(RouterInterface uplink, HostedDestination known) {
        if (uplink.takesOwnAnnounces()) {
            enqueue(uplink, known.address(), known.announce() == null ? NOT_MADE : known.announce());
        }
    }

    private boolean enqueue(RouterInterface out, Address owner, byte[] raw) {
        Paced paced = byInterface.computeIfAbsent(out, _ -> new Paced());
        if (paced.waiting.size() >= bound && !paced.waiting.containsKey(owner)) {
            out.drop(DropReason.ANNOUNCE_QUEUE_FULL);
            return false;
        }
        if (paced.waiting.isEmpty() && time.now() >= paced.freeAt) {
            send(out, paced, owner, raw);
        } else {
            paced.waiting.put(owner, raw);
            next = Math.min(next, paced.freeAt);
        }
        return true;
    }

    private void send(RouterInterface out, Paced paced, Address owner, byte[] raw) {
        paced.freeAt = time.now() + PACE + Seconds.nanos(random.nextDouble() * JITTER);
        if (raw.length == 0) {
            if (paced.asked.size() >= bound && !paced.asked.contains(owner)) {
                out.drop(DropReason.ANNOUNCE_QUEUE_FULL);
                return;
            }
            paced.asked.add(owner);
            bus.toEndpoint(new ToEndpoint.PathRequested(owner, refs.of(out)));
        } else {
            egress.announce(out, raw);
        }
    }

    /**
     * An Endpoint made an announce for one interface. It would overtake an announce of the same destination that waits here, and
     * receivers drop what is older than what they have (rns-core §10.2): the one that waits leaves, and the newer one waits in
     * its place. An answer to a path request stays with who asked; one that the Router itself asked for is for everybody, and
     * nobody passes a path response on.
     *
     * @return what leaves
     */
    byte[] made(RouterInterface out, Address owner, byte[] newer) {
        Paced paced = byInterface.get(out);
        int context = paced != null && paced.asked.remove(owner) ? Context.NONE : Context.PATH_RESPONSE;
        byte[] older = waiting(out, owner);
        if (older.length == 0) {
            return AnnounceForm.withContext(newer, context);
        }
        paced.waiting.replace(owner, AnnounceForm.withContext(newer, Context.NONE));
        return AnnounceForm.withContext(older, context);
    }

    /** Sends the announce of a destination now, where one waits: somebody asks for it. Whether one did. */
    boolean hurry(RouterInterface out, Address owner) {
        byte[] announce = waiting(out, owner);
        if (announce.length == 0) {
            return false;
        }
        Paced paced = byInterface.get(out);
        paced.waiting.remove(owner);
        send(out, paced, owner, announce);
        return true;
    }

    /** The announce of a destination that waits to leave; empty where none does, or where it has still to be made. */
    private byte[] waiting(RouterInterface out, Address owner) {
        Paced paced = byInterface.get(out);
        return paced == null ? NOT_MADE : paced.waiting.getOrDefault(owner, NOT_MADE);
    }

    /** The most that wait, or are asked for, on one interface. */
    int size() {
        int size = 0;
        for (Paced paced : byInterface.values()) {
            size = Math.max(size, Math.max(paced.waiting.size(), paced.asked.size()));
        }
        return size;
    }

    void interfaceDown(RouterInterface gone) {
        byInterface.remove(gone);
    }

    /** A destination is hosted no more: forgets what it still had to announce. */
    void forgotten(Address owner) {
        byInterface.values().forEach(paced -> {
            paced.waiting.remove(owner);
            paced.asked.remove(owner);
        });
    }

    @Override
    public long nextDeadline() {
        return next;
    }

    @Override
    public void onDeadline() {
        next = Timer.NONE;
        for (Map.Entry<RouterInterface, Paced> each : byInterface.entrySet()) {
            Paced paced = each.getValue();
            if (!paced.waiting.isEmpty() && time.now() >= paced.freeAt) {
                Map.Entry<Address, byte[]> first = paced.waiting.pollFirstEntry();
                send(each.getKey(), paced, first.getKey(), first.getValue());
            }
            if (!paced.waiting.isEmpty()) {
                next = Math.min(next, paced.freeAt);
            }
        }
    }
}
