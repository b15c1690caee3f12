package weft.reticulum.router;

import java.util.List;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import weft.reticulum.Address;
import weft.reticulum.Entropy;
import weft.reticulum.router.table.AddressTable;
import weft.reticulum.router.table.DuplicateFilter;

/** The parts of one Router, put together. */
final class Parts {

    final Turn turn = new Turn();
    final Drops drops = new Drops();
    final Interfaces interfaces = new Interfaces();
    final Egress egress = new Egress(turn);
    final DuplicateFilter seen;
    final DuplicateFilter tags;
    final ReceptionFilter filter;
    final Verifications verifications;
    final PathTable paths;
    final Blackholes blackholes;

    final Attachments attachments;
    final HostedTable hosted;
    final HostedLinks hostedLinks;
    final SentPackets sent;
    final PathWants wants;
    final OwnAnnounces ownAnnounces;
    final HostedAnswers hostedAnswers;
    final HostedInbound inbound;
    final Outbounds outbounds;
    final ProbeResponder probe;
    final OwnDestinations own;

    final AnnounceEgress announceEgress;
    final AnnounceTable announces;
    final AnnounceRates rates;
    final PathRequests requests;
    final OwnRequests ownRequests;
    final PathAnswers answers;
    final Tunnels tunnels;
    final AnnounceIntake intake;
    final LinkTable links;
    final ReverseTable reverse;
    final Forwarder forwarder;

    /** All that wants to be called at a time. */
    final List<Timer> timers;

    private final RouterConfig config;
    private final RandomGenerator random;

    Parts(RouterConfig config, Entropy entropy, RandomGenerator random) {
        this.config = config;
        this.random = random;
        Address transportId = config.identity().identity().hash();

        seen = new DuplicateFilter(config.bound(Bound.DUPLICATES), random.nextLong());
        tags = new DuplicateFilter(config.bound(Bound.REQUEST_TAGS), random.nextLong());
        filter = new ReceptionFilter(transportId, seen);
        verifications = new Verifications(turn, config.bound(Bound.VERIFICATIONS));
        paths = new PathTable(turn, drops, table(Bound.PATHS));
        blackholes = new Blackholes(turn, drops, paths, config.bound(Bound.BLACKHOLES));

        attachments = new Attachments(config, interfaces);
        hosted = new HostedTable(turn, drops, table(Bound.HOSTED));
        hostedLinks = new HostedLinks(turn, drops, table(Bound.HOSTED_LINKS));
        sent = new SentPackets(turn, drops, config.bound(Bound.UNPROVEN_PER_OWNER), table(Bound.SENT_PACKETS));
        wants = new PathWants(turn, drops, config.bound(Bound.WANTED_PER_OWNER), config.bound(Bound.WANTED_PATHS));
        ownAnnounces =
                new OwnAnnounces(turn, random, interfaces, attachments, hosted, egress, config.bound(Bound.HOSTED));
        hostedAnswers = new HostedAnswers(turn, attachments, hosted, egress, config.bound(Bound.WAITING_REQUESTS));
        inbound = new HostedInbound(turn, attachments, hostedLinks, sent, paths, verifications, seen);
        outbounds = new Outbounds(
                turn,
                drops,
                interfaces,
                attachments,
                paths,
                hosted,
                hostedLinks,
                sent,
                new LocalPath(turn, attachments, hosted, hostedLinks, sent),
                new HostedAnnounces(turn, attachments, hosted, ownAnnounces, hostedAnswers, wants),
                egress,
                seen);
        probe = new ProbeResponder(config, turn, entropy, interfaces, egress);
        own = new OwnDestinations(hosted, hostedAnswers, probe);

        announceEgress = new AnnounceEgress(turn, interfaces, egress);
        announces =
                new AnnounceTable(turn, random, transportId, paths, announceEgress, config.bound(Bound.ANNOUNCE_TABLE));
        rates = new AnnounceRates(turn, table(Bound.ANNOUNCE_RATES));
        answers = new PathAnswers(turn, transportId, paths, announceEgress, config.bound(Bound.WAITING_REQUESTS));
        requests = new PathRequests(config, turn, drops, interfaces, paths, answers, egress, own, tags);
        ownRequests = new OwnRequests(config, turn, drops, entropy, interfaces, egress, requests);
        tunnels = new Tunnels(config, turn, drops, paths, verifications);
        intake = new AnnounceIntake(
                turn,
                interfaces,
                paths,
                blackholes,
                verifications,
                new AnnounceAcceptance(config.transport(), turn, paths, announces, rates, requests, tunnels, wants),
                own::isOwn,
                config.bound(Bound.VERIFICATIONS));
        links = new LinkTable(turn, drops, paths, egress, seen, verifications, ownRequests, table(Bound.TRANSIT_LINKS));
        reverse = new ReverseTable(turn, drops, table(Bound.REVERSE_ENTRIES));
        forwarder = new Forwarder(paths, links, reverse, egress, seen);
        timers = List.of(
                verifications,
                paths,
                hosted,
                hostedLinks,
                sent,
                wants,
                ownAnnounces,
                hostedAnswers,
                probe,
                announceEgress,
                announces,
                answers,
                requests,
                ownRequests,
                tunnels,
                intake,
                links,
                reverse);
    }

    /** How many entries a table or queue has now; for one per interface or owner, the largest of them. */
    int size(Bound bound) {
        return switch (bound) {
            case PATHS -> paths.size();
            case DUPLICATES -> seen.size();
            case REVERSE_ENTRIES -> reverse.size();
            case TRANSIT_LINKS -> links.size();
            case ANNOUNCE_TABLE -> announces.size();
            case ANNOUNCE_QUEUE -> largest(each -> each.announces().size());
            case VERIFICATIONS -> Math.max(verifications.size(), intake.size());
            case ANNOUNCE_RATES -> rates.size();
            case REQUEST_TAGS -> tags.size();
            case WAITING_REQUESTS -> requests.size();
            case REQUEST_QUEUE -> ownRequests.size();
            case TUNNELS -> tunnels.size();
            case TUNNEL_PATHS -> tunnels.mostPaths();
            case HOSTED -> hosted.size();
            case HOSTED_LINKS -> hostedLinks.size();
            case SENT_PACKETS -> sent.size();
            case UNPROVEN_PER_OWNER -> sent.mostOfOneOwner();
            case WANTED_PATHS -> wants.size();
            case WANTED_PER_OWNER -> wants.mostOfOneOwner();
            case EGRESS_PACKETS -> largest(each -> each.queue().packets());
            case EGRESS_BYTES -> largest(each -> (int) each.queue().bytes());
            case BLACKHOLES -> blackholes.size();
        };
    }

    private int largest(ToIntFunction<MeshInterface> size) {
        return interfaces.all().stream().mapToInt(size).max().orElse(0);
    }

    private <E extends AddressTable.Entry> AddressTable<E> table(Bound bound) {
        return new AddressTable<>(config.bound(bound), random.nextLong());
    }
}
