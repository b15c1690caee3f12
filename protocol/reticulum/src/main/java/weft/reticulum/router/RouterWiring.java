package weft.reticulum.router;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import weft.reticulum.Address;
import weft.reticulum.Entropy;
import weft.reticulum.router.announces.Announces;
import weft.reticulum.router.destinations.OwnDestinations;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.hosting.HostedTraffic;
import weft.reticulum.router.interfaces.AnnounceEgress;
import weft.reticulum.router.interfaces.Egress;
import weft.reticulum.router.interfaces.InterfaceRefs;
import weft.reticulum.router.interfaces.Interfaces;
import weft.reticulum.router.links.Forwarder;
import weft.reticulum.router.paths.PathSearch;
import weft.reticulum.router.paths.PathTable;
import weft.reticulum.router.paths.Tunnels;
import weft.reticulum.router.signatures.Verifications;
import weft.reticulum.router.table.Bound;
import weft.reticulum.router.table.DuplicateFilter;
import weft.reticulum.router.table.Tables;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Timer;

/**
 * How the rooms of one Router are put together: each is made whole, of faces of rooms made before it, so the order in the constructor
 * counts. Only the Router has it;
 * no room does.
 */
final class RouterWiring {

    final CallTime time = new CallTime();
    final RouterOutputs outputs = new RouterOutputs();
    final Drops drops = new Drops();
    final Interfaces interfaces;
    final PathTable paths;
    final Announces announces;
    final PacketDispatch dispatch;
    final Control control;

    private final RouterConfig config;
    private final Address transportId;
    private final Entropy entropy;
    private final RandomGenerator random;
    private final Tables tables;
    private final DuplicateFilter seen;
    private final Verifications verifications;
    private final InterfaceRefs refs;
    private final Egress egress;
    private final AnnounceEgress announceEgress;
    private final OwnDestinations own;
    private final PathSearch search;
    private final Tunnels tunnels;
    private final Forwarder forwarder;
    private final HostedTraffic hosting;

    RouterWiring(RouterConfig config, Entropy entropy, RandomGenerator random) {
        this.config = config;
        this.transportId = config.identity().identity().hash();
        this.entropy = entropy;
        this.random = random;
        tables = new Tables(config::bound, random);
        seen = tables.filter(Bound.DUPLICATES);
        verifications = new Verifications(time, outputs, tables.bound(Bound.VERIFICATIONS));
        interfaces = new Interfaces(
                tables.bound(Bound.EGRESS_PACKETS),
                tables.bound(Bound.EGRESS_BYTES),
                tables.bound(Bound.ANNOUNCE_QUEUE));
        refs = new InterfaceRefs(transportId, config.incarnation(), interfaces);
        egress = new Egress(outputs, outputs);
        announceEgress = new AnnounceEgress(time, interfaces, egress);
        paths = new PathTable(time, drops, outputs, tables.table(Bound.PATHS));
        own = ownDestinations();
        search = pathSearch();
        tunnels = tunnels();
        announces = announces();
        forwarder = new Forwarder(time, drops, verifications, egress, seen, paths, search, tables);
        hosting = hosting();
        dispatch = new PacketDispatch(
                config.transport(),
                seen,
                new ReceptionFilter(transportId, seen),
                own,
                search,
                tunnels,
                announces,
                forwarder,
                hosting);
        control = control();
    }

    private OwnDestinations ownDestinations() {
        return new OwnDestinations(
                config.probes(),
                config.identity(),
                time,
                drops,
                entropy,
                random,
                interfaces,
                refs,
                egress,
                outputs,
                tables);
    }

    private PathSearch pathSearch() {
        return new PathSearch(
                config.transport(),
                transportId,
                time,
                drops,
                entropy,
                interfaces,
                refs,
                egress,
                outputs,
                paths,
                own,
                tables);
    }

    private Tunnels tunnels() {
        return new Tunnels(
                config.transport(),
                time,
                drops,
                paths,
                verifications,
                tables.bound(Bound.TUNNELS),
                tables.bound(Bound.TUNNEL_PATHS));
    }

    private Announces announces() {
        return new Announces(
                config.transport(),
                transportId,
                time,
                drops,
                random,
                verifications,
                interfaces,
                announceEgress,
                own,
                paths,
                search,
                tunnels,
                outputs,
                tables);
    }

    private HostedTraffic hosting() {
        return new HostedTraffic(
                time,
                drops,
                verifications,
                interfaces,
                refs,
                egress,
                seen,
                paths,
                search,
                own,
                outputs,
                outputs,
                tables);
    }

    private Control control() {
        InterfaceChanges changes = new InterfaceChanges(
                config.identity(),
                entropy,
                time,
                interfaces,
                egress,
                own,
                paths,
                search,
                announces,
                forwarder,
                hosting);
        return new Control(
                changes, interfaces, egress, announceEgress, verifications, paths, search, announces, hosting);
    }

    /** All that wants to be called at a time, in the order in which it is when several are due at once. */
    List<Timer> timers() {
        List<Timer> all = new ArrayList<>(List.of(verifications, paths));
        all.addAll(own.timers());
        all.add(announceEgress);
        all.add(announces.rebroadcasts());
        all.addAll(search.timers());
        all.add(tunnels);
        all.add(announces.releases());
        all.addAll(forwarder.timers());
        all.addAll(hosting.timers());
        all.add(own.announcing());
        return List.copyOf(all);
    }

    /** How many entries each table and queue has now; for one per interface or owner, the largest of them. */
    Map<Bound, Integer> sizes() {
        Map<Bound, Integer> sizes = new EnumMap<>(Bound.class);
        sizes.put(Bound.PATHS, paths.size());
        sizes.put(Bound.DUPLICATES, seen.size());
        interfaces.measure(sizes::put);
        own.measure(sizes::put);
        search.measure(sizes::put);
        tunnels.measure(sizes::put);
        announces.measure(sizes::put);
        forwarder.measure(sizes::put);
        hosting.measure(sizes::put);
        return sizes;
    }
}
