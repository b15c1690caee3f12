package weft.reticulum.router;

import java.util.List;

/** The parts that serve Endpoints. */
final class Hosting {

    final HostedLinks links;
    final SentPackets sent;
    final OwnAnnounces announces;
    final HostedInbound inbound;
    final Outbounds outbounds;

    Hosting(
            Core core,
            HostedTable hosted,
            OwnAnnounces announces,
            HostedAnswers answers,
            PathWants wants,
            PathFailures failures) {
        this.announces = announces;
        links = new HostedLinks(core.turn, core.drops, failures, core.table(Bound.HOSTED_LINKS));
        sent = new SentPackets(
                core.turn, core.drops, core.config.bound(Bound.UNPROVEN_PER_OWNER), core.table(Bound.SENT_PACKETS));
        inbound =
                new HostedInbound(core.turn, core.attachments, links, sent, core.paths, core.verifications, core.seen);
        outbounds = new Outbounds(
                core,
                hosted,
                links,
                sent,
                new LocalPath(core.turn, core.attachments, hosted, links, sent),
                new HostedAnnounces(core.turn, core.attachments, hosted, announces, answers, wants));
    }

    List<Timer> timers() {
        return List.of(links, sent, announces);
    }
}
