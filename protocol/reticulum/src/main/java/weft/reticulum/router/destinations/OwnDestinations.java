package weft.reticulum.router.destinations;

import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.random.RandomGenerator;
import weft.reticulum.Address;
import weft.reticulum.Entropy;
import weft.reticulum.hosting.HostedRole;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.interfaces.BusSink;
import weft.reticulum.router.interfaces.Egress;
import weft.reticulum.router.interfaces.InterfaceRefs;
import weft.reticulum.router.interfaces.Interfaces;
import weft.reticulum.router.interfaces.ReceivedPacket;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.table.Bound;
import weft.reticulum.router.table.Tables;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Timer;

/** The destinations behind this Router: hosted ones, and the probe responder. */
public final class OwnDestinations {

    private final HostedTable hosted;
    private final OwnAnnounces announces;
    private final HostedAnswers answers;
    private final ProbeResponder probe;

    /** @param probes whether there is a probe responder, a destination of {@code identity} */
    public OwnDestinations(
            boolean probes,
            PrivateIdentity identity,
            CallTime time,
            Drops drops,
            Entropy entropy,
            RandomGenerator random,
            Interfaces interfaces,
            InterfaceRefs refs,
            Egress egress,
            BusSink bus,
            Tables tables) {
        announces = new OwnAnnounces(time, random, interfaces, refs, egress, bus, tables.bound(Bound.OWN_ANNOUNCES));
        hosted = new HostedTable(time, drops, tables.table(Bound.HOSTED), announces::forgotten);
        answers = new HostedAnswers(time, refs, hosted, announces, egress, bus, tables.bound(Bound.HOSTED_ANSWERS));
        probe = new ProbeResponder(probes, identity, time, entropy, interfaces, egress);
    }

    /** Whether it is one of them. */
    public boolean isOwn(Address destination) {
        return hosted.get(destination) != null || probe.is(destination);
    }

    /** The hosted destination, or null. */
    public HostedDestination hosted(Address owner) {
        return hosted.get(owner);
    }

    /** The hosted destination, or null. */
    public HostedDestination hosted(long high, long low) {
        return hosted.get(high, low);
    }

    /** Takes or renews a hosted destination; one of an older epoch than the last heard is ignored. */
    public void host(Address owner, long epoch, HostedRole role) {
        if (hosted.host(owner, epoch, role)) {
            announces.appeared(hosted.get(owner));
        }
    }

    /** Forgets a hosted destination, in no later epoch. */
    public void withdraw(Address owner, long epoch) {
        hosted.withdraw(owner, epoch);
    }

    /** Somebody on that interface asks for the path to one of them. */
    public void answer(Address destination, RouterInterface on) {
        if (probe.is(destination)) {
            probe.answer(on);
        } else {
            answers.ask(destination, on);
        }
    }

    /** Announces a hosted destination for everybody; on how many interfaces it will leave. */
    public int announce(Address owner, byte[] raw) {
        return announces.announce(owner, raw);
    }

    /** An Endpoint made an announce for one interface; the packet that is to leave. */
    public byte[] made(Address owner, RouterInterface on, byte[] raw) {
        answers.answered(owner, on);
        return announces.made(on, owner, raw);
    }

    /** Whether it is the address of the probe responder. */
    public boolean isProbe(long high, long low) {
        return probe.is(high, low);
    }

    /** A packet to the probe responder; why it is dropped, or null. */
    public DropReason probe(ReceivedPacket packet) {
        return probe.receive(packet);
    }

    /** An interface works: time to think of an announce. */
    public void interfaceUp() {
        probe.start();
    }

    /** An uplink came up: announces everybody there again. */
    public void reannounce(RouterInterface uplink) {
        announces.reannounce(uplink, hosted.byUse());
    }

    /** An interface does not work for now. */
    public void interfaceOffline(RouterInterface off) {
        announces.interfaceDown(off);
    }

    /** An interface is gone for good. */
    public void interfaceDown(RouterInterface gone) {
        answers.interfaceDown(gone);
        probe.interfaceDown(gone);
    }

    /** Reports how full its tables are. */
    public void measure(ObjIntConsumer<Bound> sizes) {
        sizes.accept(Bound.HOSTED, hosted.size());
        sizes.accept(Bound.HOSTED_ANSWERS, answers.size());
        sizes.accept(Bound.OWN_ANNOUNCES, announces.size());
    }

    /** What of it wants to be called at a time, its announces apart. */
    public List<Timer> timers() {
        return List.of(hosted, answers, probe);
    }

    /** Sends announces when they are due. */
    public Timer announcing() {
        return announces;
    }
}
