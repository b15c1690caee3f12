package weft.lxmf.delivery;

import java.util.Optional;
import java.util.random.RandomGenerator;
import weft.lxmf.delivery.LinkTable.Entry;
import weft.lxmf.delivery.Outgoing.Phase;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Entropy;
import weft.reticulum.Rejection;
import weft.reticulum.announce.Announce;
import weft.reticulum.endpoint.EndpointCommand;
import weft.reticulum.endpoint.EndpointEvent;

/**
 * The deliveries of one identity (lxmf §7, §8, §13, §15, §16): which message goes when and how, and what came in. It takes
 * the events of the identity's Endpoint and gives it commands, and never holds it; {@link LxmfEndpoint} joins the two.
 *
 * <p>One owner, one thread at a time; times are monotonic nanoseconds. Every bound is in {@link DeliverySettings}.
 *
 * <table>
 * <caption>States of an outbound message</caption>
 * <tr><td>accepted, waiting</td><td>→ sending when it is tried; → waiting when a key, a path or a stamp is missing</td></tr>
 * <tr><td>sending</td><td>→ sent when its packet left; → delivered when proven; → refused by the peer; → waiting for a path
 *     when the link failed</td></tr>
 * <tr><td>sent</td><td>→ delivered when proven; → sending when it is tried again</td></tr>
 * <tr><td>any</td><td>→ failed after the attempts, → expired after its lifetime, → cancelled by its sender</td></tr>
 * </table>
 */
public final class DeliveryRouter {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final DeliverySettings settings;
    private final LinkTable links = new LinkTable();
    private final Correspondents correspondents;
    private final StampDesk stamps;
    private final Outbox outbox;
    private final Attempts attempts;
    private final Outcomes outcomes;
    private final Arrivals arrivals;
    private long unixBase;
    private long nextDeadline = Long.MAX_VALUE;

    /**
     * A delivery without messages; the host submits the unfinished ones.
     *
     * @param own the identity's delivery destination
     * @param entropy where stamp searches start
     * @param jitter spreads retries on very slow ways
     * @param now monotonic nanoseconds
     * @param unixSeconds the wall clock at that time
     */
    public DeliveryRouter(
            Address own,
            DeliverySettings settings,
            Entropy entropy,
            RandomGenerator jitter,
            long now,
            long unixSeconds) {
        this.settings = settings;
        this.correspondents = new Correspondents(settings.recipients(), links::has);
        this.stamps = new StampDesk(settings, entropy);
        this.outbox = new Outbox(settings, stamps);
        this.attempts = new Attempts(settings, outbox, links, stamps, jitter);
        this.outcomes = new Outcomes(outbox, links, correspondents, attempts);
        this.arrivals = new Arrivals(own, settings);
        setWallClock(now, unixSeconds);
    }

    /** When {@link #onDeadline} is wanted next, in monotonic nanoseconds; {@link Long#MAX_VALUE} for never. */
    public long nextDeadline() {
        return nextDeadline;
    }

    /** Unfinished messages, at most {@link DeliverySettings#queueMessages()}. */
    public int queuedMessages() {
        return outbox.size();
    }

    /** Bytes of unfinished messages, at most {@link DeliverySettings#queueBytes()} unless a single one is larger. */
    public long queuedBytes() {
        return outbox.bytes();
    }

    /** Bytes of transfers that are coming in, as their senders said. */
    public long arrivingBytes() {
        return arrivals.reservedBytes();
    }

    /** Time has passed. Calls that are early or too many do nothing. */
    public void onDeadline(long now, DeliveryActions actions) {
        pump(turn(now, actions));
    }

    /** The host wants something. */
    public void handle(long now, DeliveryCommand command, DeliveryActions actions) {
        Turn turn = turn(now, actions);
        switch (command) {
            case DeliveryCommand.Submit submit -> submit(submit, turn);
            case DeliveryCommand.Cancel cancel -> outbox.find(cancel.message()).ifPresent(item -> cancel(item, turn));
            case DeliveryCommand.RecipientHeard heard -> heard(heard.recipient(), Optional.empty(), turn);
            case DeliveryCommand.TicketReceived received -> ticketReceived(received, turn);
            case DeliveryCommand.StampFound found -> stampFound(found, turn);
            case DeliveryCommand.StampPutOff putOff -> stampPutOff(putOff, turn);
            case DeliveryCommand.Committed committed -> turn.command(new EndpointCommand.Prove(committed.ticket()));
            case DeliveryCommand.FindRecipient find ->
                correspondents.meet(find.destination()).askPath(settings, turn);
            case DeliveryCommand.Announce announce -> announce(announce, turn);
            case DeliveryCommand.RatchetStored stored ->
                turn.command(new EndpointCommand.RatchetStored(stored.ratchet()));
            case DeliveryCommand.LimitDelivery limit -> arrivals.limit(limit.bytes());
            case DeliveryCommand.WallClock clock -> setWallClock(now, clock.unixSeconds());
        }
        pump(turn);
    }

    /** The identity's Endpoint tells something. */
    public void onEvent(long now, EndpointEvent event, DeliveryActions actions) {
        Turn turn = turn(now, actions);
        switch (event) {
            case EndpointEvent.StoreRatchet store ->
                turn.emit(new DeliveryEvent.StoreRatchet(store.ratchet(), store.unixSeconds()));
            case EndpointEvent.Sent sent -> outcomes.sent(sent, turn);
            case EndpointEvent.Delivered delivered -> outcomes.delivered(delivered.ref(), turn);
            case EndpointEvent.Failed failed -> outcomes.failed(failed, turn);
            case EndpointEvent.Progress progress -> outcomes.progress(progress, turn);
            case EndpointEvent.PathFound found -> pathFound(found, turn);
            case EndpointEvent.PathRequested requested -> turn.emit(new DeliveryEvent.PathRequested(requested.on()));
            case EndpointEvent.PacketReceived packet -> arrivals.packet(packet, turn);
            case EndpointEvent.DuplicateReceived again -> turn.command(new EndpointCommand.Prove(again.ticket()));
            case EndpointEvent.Dropped dropped -> turn.emit(new DeliveryEvent.Dropped(dropped.reason()));
            case EndpointEvent.OfLink ofLink -> onLinkEvent(ofLink, turn);
        }
        pump(turn);
    }

    private void onLinkEvent(EndpointEvent.OfLink event, Turn turn) {
        switch (event) {
            case EndpointEvent.LinkOpening opening -> links.opening(opening.ref(), opening.link(), turn.now());
            case EndpointEvent.LinkEstablished established -> outcomes.linkEstablished(established, turn);
            case EndpointEvent.LinkIdentified identified -> outcomes.linkIdentified(identified, turn);
            case EndpointEvent.LinkClosed closed -> {
                arrivals.linkClosed(closed.link());
                outcomes.linkClosed(closed, turn);
            }
            case EndpointEvent.LinkPacketReceived packet ->
                arrivals.linkPacket(packet, outcomes.peerOn(packet.link(), packet.identified(), turn), turn);
            case EndpointEvent.ResourceOffered offer ->
                arrivals.offered(offer, outcomes.peerOn(offer.link(), offer.identified(), turn), turn);
            case EndpointEvent.ResourceProgress progress -> outcomes.touch(progress.link(), turn);
            case EndpointEvent.SegmentReceived segment ->
                arrivals.segment(segment, outcomes.peerOn(segment.link(), segment.identified(), turn), turn);
            case EndpointEvent.ResourceFailed failed -> arrivals.failed(failed.link(), failed.resource());
            // A delivery destination has no request handlers and no channel, and asks for nothing.
            case EndpointEvent.RequestReceived request -> {}
            case EndpointEvent.ResponseReceived response -> {}
            case EndpointEvent.FileReceived file -> {}
            case EndpointEvent.MessageReceived message -> {}
        }
    }

    private void submit(DeliveryCommand.Submit submit, Turn turn) {
        OutboundMessage message = submit.message();
        if (outbox.contains(message.id())) {
            return;
        }
        if (!outbox.hasRoom(message.packed().length)) {
            turn.emit(new DeliveryEvent.NotTaken(message.id()));
            return;
        }
        Correspondent peer = correspondents.meet(message.destination());
        submit.recipient().ifPresent(recipient -> peer.learn(recipient, false));
        submit.ticket().ifPresent(peer::hold);
        Outgoing item = new Outgoing(message, peer, turn.now());
        // What was under way when the process ended gets one more attempt.
        item.attempts = Math.min(item.attempts, peer.attempts(settings) - 1);
        outbox.add(item);
    }

    private void cancel(Outgoing item, Turn turn) {
        if (item.phase() == Phase.IN_FLIGHT && item.link.isPresent()) {
            turn.command(new EndpointCommand.CancelResource(item.link.get(), item.ref));
        }
        outbox.finish(item, new DeliveryState.Cancelled(), turn);
    }

    private void ticketReceived(DeliveryCommand.TicketReceived received, Turn turn) {
        Correspondent peer = correspondents.meet(received.contact());
        peer.hold(received.ticket());
        for (Outgoing item : peer.queue) {
            if (item.phase() == Phase.STAMPING) {
                stamps.leave(item.id, true, turn);
                makeDue(item, turn);
            }
        }
    }

    private void stampFound(DeliveryCommand.StampFound found, Turn turn) {
        stamps.leave(found.message(), false, turn);
        outbox.find(found.message())
                .filter(item -> item.phase() == Phase.STAMPING)
                .ifPresent(item -> {
                    item.stamp = Optional.of(found.stamp());
                    turn.trace(item.id, new TraceStep.StampMade(found.stamp().value()));
                    makeDue(item, turn);
                });
    }

    private void stampPutOff(DeliveryCommand.StampPutOff putOff, Turn turn) {
        outbox.find(putOff.message())
                .filter(item -> item.phase() == Phase.STAMPING)
                .ifPresent(item -> {
                    item.enter(Phase.QUEUED);
                    item.dueAt = turn.now() + settings.stampWait();
                });
        stamps.leave(putOff.message(), false, turn);
    }

    private void announce(DeliveryCommand.Announce announce, Turn turn) {
        long ref = attempts.nextRef();
        if (announce.pathResponseOn().isEmpty()) {
            outcomes.expectAnnounce(ref, announce.data());
        }
        turn.command(new EndpointCommand.Announce(
                ref, announce.unixSeconds(), announce.data().encode(), announce.pathResponseOn()));
    }

    private void pathFound(EndpointEvent.PathFound found, Turn turn) {
        correspondents.find(found.destination()).ifPresent(peer -> peer.pace = new Pace(found.firstHopTimeoutNanos()));
        switch (Announce.decode(found.announce()).then(announce -> Recipient.of(announce, turn.unixSeconds()))) {
            case Decoded.Value<Recipient>(Recipient recipient) -> heard(recipient, Optional.of(found.hops()), turn);
            case Decoded.Rejected<Recipient>(Rejection reason) ->
                turn.emit(new DeliveryEvent.Dropped(DeliveryRejection.NOT_A_DELIVERY_DESTINATION));
        }
    }

    /** An announce of a recipient, or a path that rests on one: what waited for it is due. */
    private void heard(Recipient recipient, Optional<Integer> pathHops, Turn turn) {
        Correspondent peer = pathHops.isPresent()
                ? correspondents.meet(recipient.destination())
                : correspondents.find(recipient.destination()).orElse(null);
        if (peer == null) {
            return;
        }
        boolean fresh = peer.learn(recipient, pathHops.isEmpty());
        peer.pathHeard();
        if (fresh && pathHops.isPresent()) {
            turn.emit(new DeliveryEvent.RecipientFound(recipient, pathHops.get()));
        }
        for (Outgoing item : peer.queue) {
            item.blind = false;
            if (item.phase() == Phase.QUEUED && item.dueAt > turn.now() && (fresh || item.lacks.isPresent())) {
                turn.trace(
                        item.id,
                        pathHops.<TraceStep>map(TraceStep.PathFound::new).orElseGet(TraceStep.RecipientHeard::new));
                if (fresh || !item.favoured) {
                    item.favoured |= !fresh;
                    item.attempts = Math.min(item.attempts, peer.attempts(settings) - 1);
                }
                makeDue(item, turn);
            }
        }
    }

    private static void makeDue(Outgoing item, Turn turn) {
        item.enter(Phase.QUEUED);
        item.dueAt = turn.now();
    }

    /** Tries what is due, ends what is over, closes links that nobody uses. */
    private void pump(Turn turn) {
        for (Outgoing item : outbox.all()) {
            if (item.phase() != Phase.IN_FLIGHT && attempts.expire(item, turn)) {
                continue;
            }
            if (item.phase() == Phase.QUEUED && isReady(item, turn)) {
                attempts.attempt(item, turn);
            }
        }
        nextDeadline = outbox.nextDeadline(turn.now());
        for (Entry link : links.ownByUse()) {
            if (!outbox.isUsed(link.id)) {
                if (turn.now() - link.usedAt >= settings.linkIdle()) {
                    outcomes.close(link, turn);
                } else {
                    nextDeadline = Math.min(nextDeadline, link.usedAt + settings.linkIdle());
                }
            }
        }
    }

    private boolean isReady(Outgoing item, Turn turn) {
        return item.dueAt <= turn.now() && item.peer.hasRoom(item, settings) && !attempts.isHeldUp(item);
    }

    private Turn turn(long now, DeliveryActions actions) {
        return new Turn(now, unixBase + now / NANOS_PER_SECOND, actions);
    }

    private void setWallClock(long now, long unixSeconds) {
        unixBase = unixSeconds - now / NANOS_PER_SECOND;
    }
}
