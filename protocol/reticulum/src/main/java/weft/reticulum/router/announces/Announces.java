package weft.reticulum.router.announces;

import java.util.function.ObjIntConsumer;
import java.util.random.RandomGenerator;
import weft.reticulum.Address;
import weft.reticulum.router.destinations.OwnDestinations;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.interfaces.AnnounceEgress;
import weft.reticulum.router.interfaces.Interfaces;
import weft.reticulum.router.interfaces.ReceivedPacket;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.paths.PathSearch;
import weft.reticulum.router.paths.PathTable;
import weft.reticulum.router.paths.Tunnels;
import weft.reticulum.router.signatures.Verifications;
import weft.reticulum.router.table.Bound;
import weft.reticulum.router.table.Tables;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Timer;

/** Announces of others, from the interface they come in on until they are passed on. */
public final class Announces {

    private final Verifications verifications;
    private final AnnounceTable table;
    private final AnnounceRates rates;
    private final Blackholes blackholes;
    private final AnnounceIntake intake;

    public Announces(
            boolean transport,
            Address transportId,
            CallTime time,
            Drops drops,
            RandomGenerator random,
            Verifications verifications,
            Interfaces interfaces,
            AnnounceEgress egress,
            OwnDestinations own,
            PathTable paths,
            PathSearch search,
            Tunnels tunnels,
            AnnounceListener listener,
            Tables tables) {
        this.verifications = verifications;
        table = new AnnounceTable(time, random, transportId, paths, egress, tables.bound(Bound.ANNOUNCE_TABLE));
        rates = new AnnounceRates(time, drops, tables.table(Bound.ANNOUNCE_RATES));
        blackholes = new Blackholes(time, drops, paths, tables.bound(Bound.BLACKHOLES));
        AnnounceAcceptance acceptance =
                new AnnounceAcceptance(transport, paths, table, rates, search, tunnels, listener);
        intake = new AnnounceIntake(
                time, interfaces, paths, blackholes, verifications, acceptance, own, tables.bound(Bound.VERIFICATIONS));
    }

    /** Takes an announce up; why it is dropped at once, or null. */
    public DropReason receive(ReceivedPacket packet) {
        return intake.receive(packet);
    }

    /** Ignores an identity until then, in Unix seconds, and forgets its paths. */
    public void blackhole(Address identity, long untilUnixSeconds) {
        blackholes.add(identity, untilUnixSeconds);
    }

    /** Ignores an identity no more. */
    public void liftBlackhole(Address identity) {
        blackholes.lift(identity);
    }

    /** An interface is gone for good. Announces of it whose signature is being checked are dropped with the answer. */
    public void interfaceDown(RouterInterface gone) {
        table.interfaceDown(gone);
    }

    /** How many more announces may wait for their signature to be checked. */
    public int room() {
        return intake.room();
    }

    /** Reports how full its tables are; signature checks of every kind have one bound. */
    public void measure(ObjIntConsumer<Bound> sizes) {
        sizes.accept(Bound.ANNOUNCE_TABLE, table.size());
        sizes.accept(Bound.ANNOUNCE_RATES, rates.size());
        sizes.accept(Bound.VERIFICATIONS, Math.max(verifications.size(), intake.size()));
        sizes.accept(Bound.BLACKHOLES, blackholes.size());
    }

    /** Passes announces on when it is time. */
    public Timer rebroadcasts() {
        return table;
    }

    /** Takes up what was held in a burst. */
    public Timer releases() {
        return intake;
    }
}
