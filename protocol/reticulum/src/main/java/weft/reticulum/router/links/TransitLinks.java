package weft.reticulum.router.links;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Rejection;
import weft.reticulum.announce.AnnounceForm;
import weft.reticulum.identity.Identity;
import weft.reticulum.link.LinkProof;
import weft.reticulum.packet.Packet;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.interfaces.Egress;
import weft.reticulum.router.interfaces.InterfaceMode;
import weft.reticulum.router.interfaces.ReceivedPacket;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.paths.PathEntry;
import weft.reticulum.router.paths.PathSearch;
import weft.reticulum.router.paths.PathState;
import weft.reticulum.router.paths.PathTable;
import weft.reticulum.router.signatures.Verifications;
import weft.reticulum.router.table.AddressTable;
import weft.reticulum.router.table.DuplicateFilter;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;
import weft.reticulum.router.time.Timer;

/** Links that go through this node: made by a request, opened by its proof, kept by traffic (rns-core §13.3–§13.5). */
final class TransitLinks implements Timer {

    private static final long LIFETIME = Seconds.nanos(900);
    private static final long PROOF_TICK = Seconds.nanos(1);
    private static final long IDLE_TICK = Seconds.nanos(5);

    private final CallTime time;
    private final Drops drops;
    private final PathTable paths;
    private final Egress egress;
    private final DuplicateFilter seen;
    private final Verifications verifications;
    private final PathSearch search;
    private final AddressTable<TransitLink> entries;
    private final List<TransitLink> unproven = new ArrayList<>();
    private long nextTick = Timer.NONE;

    TransitLinks(
            CallTime time,
            Drops drops,
            Verifications verifications,
            Egress egress,
            DuplicateFilter seen,
            PathTable paths,
            PathSearch search,
            AddressTable<TransitLink> entries) {
        this.time = time;
        this.drops = drops;
        this.verifications = verifications;
        this.egress = egress;
        this.seen = seen;
        this.paths = paths;
        this.search = search;
        this.entries = entries;
    }

    /** The link with that id, or null. */
    TransitLink get(long high, long low) {
        return entries.get(high, low);
    }

    int size() {
        return entries.size();
    }

    /** A link request goes along the path. A repeated one changes nothing. */
    void open(Address linkId, RouterInterface receivedOn, int takenHops, PathEntry path) {
        if (entries.get(linkId) != null) {
            return;
        }
        TransitLink entry = new TransitLink(linkId, receivedOn, takenHops, path, time.now());
        TransitLink evicted = entries.put(entry);
        if (evicted != null) {
            unproven.remove(evicted);
            drops.count(DropReason.TABLE_FULL);
        }
        unproven.add(entry);
        nextTick = Math.min(nextTick, time.now() + PROOF_TICK);
    }

    /** The proof of a link request; why it is dropped, or null. */
    DropReason proof(ReceivedPacket packet, TransitLink entry) {
        if (packet.on() != entry.nextOn()) {
            return DropReason.WRONG_WAY;
        }
        if (entry.isValidated()) {
            return DropReason.DUPLICATE;
        }
        byte[] raw = packet.copy();
        int hops = packet.hops();
        RouterInterface on = packet.on();
        Address linkId = packet.destination();
        return switch (Packet.decode(raw).then(LinkProof::decode)) {
            case Decoded.Rejected<LinkProof>(Rejection _) -> DropReason.MALFORMED;
            case Decoded.Value<LinkProof>(LinkProof proof) -> {
                Identity destination = AnnounceForm.identity(entry.announce());
                yield verifications.submit(
                                () -> proof.isSignedBy(destination, linkId),
                                result -> proven(linkId, raw, hops, result, on))
                        ? null
                        : DropReason.UNVERIFIED;
            }
        };
    }

    private void proven(Address linkId, byte[] raw, int hops, Verifications.Result result, RouterInterface on) {
        TransitLink entry = entries.get(linkId);
        if (result != Verifications.Result.VALID) {
            on.drop(result == Verifications.Result.INVALID ? DropReason.BAD_SIGNATURE : DropReason.UNVERIFIED);
            return;
        }
        if (entry == null || entry.isValidated()) {
            on.drop(DropReason.DUPLICATE);
            return;
        }
        PathEntry path = paths.get(entry.destination());
        if (hops != entry.remainingHops()) {
            entry.rebalance(hops);
            if (path != null) {
                path.rebalance(hops);
                paths.changed(path);
            }
        }
        if (path != null && path.on() == on) {
            path.state(PathState.RESPONSIVE);
        }
        entry.validate();
        unproven.remove(entry);
        entry.used(time.now());
        entries.touch(entry);
        raw[1] = (byte) hops;
        egress.forward(on, entry.receivedOn(), raw, 0, raw.length);
    }

    /** Any other packet of the link; why it is dropped, or null. Allocates nothing. */
    DropReason data(ReceivedPacket packet, TransitLink entry) {
        if (!entry.isValidated()) {
            return DropReason.LINK_NOT_VALIDATED;
        }
        RouterInterface out = way(packet.on(), packet.hops(), entry);
        if (out == null) {
            return DropReason.WRONG_WAY;
        }
        if (packet.hops() >= Packet.MAX_HOPS) {
            return DropReason.HOPS_EXHAUSTED;
        }
        seen.add(packet.hashHigh(), packet.hashLow());
        entry.used(time.now());
        entries.touch(entry);
        packet.view().setHops(packet.hops());
        egress.forward(
                packet.on(),
                out,
                packet.view().raw(),
                packet.view().offset(),
                packet.view().length());
        return null;
    }

    private static RouterInterface way(RouterInterface on, int hops, TransitLink entry) {
        if (entry.nextOn() == entry.receivedOn()) {
            boolean either = hops == entry.remainingHops() || hops == entry.takenHops();
            return on == entry.nextOn() && either ? on : null;
        }
        if (on == entry.nextOn()) {
            return hops == entry.remainingHops() ? entry.receivedOn() : null;
        }
        return on == entry.receivedOn() && hops == entry.takenHops() ? entry.nextOn() : null;
    }

    void interfaceDown(RouterInterface gone) {
        TransitLink entry = entries.eldest();
        while (entry != null) {
            TransitLink next = entries.after(entry);
            if (entry.receivedOn() == gone || entry.nextOn() == gone) {
                entries.remove(entry);
                unproven.remove(entry);
            }
            entry = next;
        }
    }

    @Override
    public long nextDeadline() {
        return nextTick;
    }

    @Override
    public void onDeadline() {
        for (TransitLink entry : List.copyOf(unproven)) {
            if (entry.isOverdue(time.now())) {
                unproven.remove(entry);
                entries.remove(entry);
                unanswered(entry);
            }
        }
        while (entries.size() > 0 && time.now() - entries.eldest().usedAt() > LIFETIME) {
            unproven.remove(entries.eldest());
            entries.remove(entries.eldest());
        }
        if (entries.size() == 0) {
            nextTick = Timer.NONE;
        } else {
            nextTick = time.now() + (unproven.isEmpty() ? IDLE_TICK : PROOF_TICK);
        }
    }

    /** No proof came: perhaps the path is no good any more. */
    private void unanswered(TransitLink entry) {
        PathEntry path = paths.get(entry.destination());
        if (path == null) {
            search.askForOthers(entry.destination(), Optional.empty());
        } else if (path.hops() == 1 || entry.takenHops() == 1) {
            if (entry.receivedOn().mode() != InterfaceMode.BOUNDARY) {
                path.state(PathState.UNRESPONSIVE);
                paths.changed(path);
            }
            search.askForOthers(entry.destination(), Optional.of(entry.receivedOn()));
        }
    }
}
