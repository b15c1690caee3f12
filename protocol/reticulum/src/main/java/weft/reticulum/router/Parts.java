package weft.reticulum.router;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import weft.reticulum.Address;
import weft.reticulum.Entropy;
import weft.reticulum.router.table.DuplicateFilter;

/** The parts of one Router, put together. */
final class Parts extends Core {

    final HostedTable hosted;
    final HostedAnswers hostedAnswers;
    final PathWants wants;
    final Hosting hosting;
    final ProbeResponder probe;

    final DuplicateFilter tags;
    final PathAnswers answers;
    final PathRequests requests;
    final OwnRequests ownRequests;

    final AnnounceEgress announceEgress;
    final AnnounceTable announces;
    final AnnounceRates rates;
    final AnnounceIntake intake;
    final Tunnels tunnels;

    final LinkTable links;
    final ReverseTable reverse;
    final Forwarder forwarder;

    /** All that wants to be called at a time. */
    final List<Timer> timers;

    Parts(RouterConfig config, Entropy entropy, RandomGenerator random) {
        super(config, entropy, random);
        Address transportId = config.identity().identity().hash();

        hosted = new HostedTable(turn, drops, table(Bound.HOSTED));
        OwnAnnounces ownAnnounces = new OwnAnnounces(
                turn, random, interfaces, attachments, hosted, egress, config.bound(Bound.OWN_ANNOUNCES));
        hosted.whenForgotten(ownAnnounces::forgotten);
        hostedAnswers =
                new HostedAnswers(turn, attachments, hosted, ownAnnounces, egress, config.bound(Bound.HOSTED_ANSWERS));
        wants = new PathWants(turn, drops, config.bound(Bound.WANTED_PER_OWNER), config.bound(Bound.WANTED_PATHS));
        probe = new ProbeResponder(config, turn, entropy, interfaces, egress);
        OwnDestinations own = new OwnDestinations(hosted, hostedAnswers, probe);

        announceEgress = new AnnounceEgress(turn, interfaces, egress);
        tags = new DuplicateFilter(config.bound(Bound.REQUEST_TAGS), random.nextLong());
        answers = new PathAnswers(turn, transportId, paths, announceEgress, config.bound(Bound.PATH_ANSWERS));
        requests = new PathRequests(this, answers, own, tags);
        ownRequests = new OwnRequests(this, requests);
        PathFailures failures = new PathFailures(config.transport(), paths, ownRequests);
        hosting = new Hosting(this, hosted, ownAnnounces, hostedAnswers, wants, failures);

        announces =
                new AnnounceTable(turn, random, transportId, paths, announceEgress, config.bound(Bound.ANNOUNCE_TABLE));
        rates = new AnnounceRates(turn, drops, table(Bound.ANNOUNCE_RATES));
        tunnels = new Tunnels(config, turn, drops, paths, verifications);
        AnnounceAcceptance acceptance =
                new AnnounceAcceptance(this, announces, rates, requests, ownRequests, tunnels, wants);
        intake = new AnnounceIntake(this, acceptance, own, config.bound(Bound.VERIFICATIONS));

        links = new LinkTable(this, ownRequests, table(Bound.TRANSIT_LINKS));
        reverse = new ReverseTable(turn, drops, table(Bound.REVERSE_ENTRIES));
        forwarder = new Forwarder(paths, links, reverse, egress, seen);
        timers = timers();
    }

    private List<Timer> timers() {
        List<Timer> all = new ArrayList<>(List.of(
                verifications,
                paths,
                hosted,
                hostedAnswers,
                wants,
                probe,
                announceEgress,
                announces,
                answers,
                requests,
                ownRequests,
                tunnels,
                intake,
                links,
                reverse));
        all.addAll(hosting.timers());
        return List.copyOf(all);
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
            case PATH_ANSWERS -> answers.size();
            case HOSTED_ANSWERS -> hostedAnswers.size();
            case OWN_ANNOUNCES -> hosting.announces.size();
            case REQUEST_QUEUE -> ownRequests.size();
            case TUNNELS -> tunnels.size();
            case TUNNEL_PATHS -> tunnels.mostPaths();
            case HOSTED -> hosted.size();
            case HOSTED_LINKS -> hosting.links.size();
            case SENT_PACKETS -> hosting.sent.size();
            case UNPROVEN_PER_OWNER -> hosting.sent.mostOfOneOwner();
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
}
