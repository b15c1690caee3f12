package weft.lxmf.delivery.sending;

import java.util.Optional;
import java.util.random.RandomGenerator;
import weft.lxmf.delivery.DeliveryCall;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliveryRejection;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.delivery.DeliveryState;
import weft.lxmf.delivery.OutboundMessage;
import weft.lxmf.delivery.Recipient;
import weft.lxmf.delivery.TraceStep;
import weft.lxmf.delivery.sending.DeliveryLinks.Entry;
import weft.lxmf.delivery.sending.QueuedMessage.Phase;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.Entropy;
import weft.reticulum.Rejection;
import weft.reticulum.announce.Announce;
import weft.reticulum.endpoint.EndpointCommand;
import weft.reticulum.endpoint.EndpointEvent;
import weft.reticulum.identity.Identity;

/**
 * The messages of one identity on their way out, and the links they take (lxmf §7, §8, §13, §16).
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
public final class OutboundDelivery {

    private final DeliverySettings settings;
    private final DeliveryLinks links = new DeliveryLinks();
    private final Correspondents correspondents;
    private final StampDesk stamps;
    private final OutboundQueue queue;
    private final Attempts attempts;
    private final Outcomes outcomes;
    private long nextDeadline = Long.MAX_VALUE;

    /**
     * @param entropy where stamp searches start
     * @param jitter spreads retries on very slow ways
     */
    public OutboundDelivery(DeliverySettings settings, Entropy entropy, RandomGenerator jitter) {
        this.settings = settings;
        this.correspondents = new Correspondents(settings.recipients(), links::has);
        this.stamps = new StampDesk(settings, entropy);
        this.queue = new OutboundQueue(settings, stamps);
        this.attempts = new Attempts(settings, queue, links, stamps, jitter);
        this.outcomes = new Outcomes(queue, links, correspondents, attempts);
    }

    /** When {@link #pump} is wanted next; {@link Long#MAX_VALUE} for never. */
    public long nextDeadline() {
        return nextDeadline;
    }

    /** Unfinished messages. */
    public int messages() {
        return queue.size();
    }

    /** Their bytes. */
    public long bytes() {
        return queue.bytes();
    }

    /** Takes a message that is on disk, where there is room for it. */
    public void submit(DeliveryCommand.Submit submit, DeliveryCall call) {
        OutboundMessage message = submit.message();
        if (queue.contains(message.id())) {
            return;
        }
        if (!queue.hasRoom(message.packed().length)) {
            call.emit(new DeliveryEvent.NotTaken(message.id()));
            return;
        }
        Correspondent peer = correspondents.meet(message.destination());
        submit.recipient().ifPresent(recipient -> peer.learn(recipient, false));
        submit.ticket().ifPresent(peer::hold);
        QueuedMessage item = new QueuedMessage(message, peer, call.now());
        // What was under way when the process ended gets one more attempt.
        item.attempts = Math.min(item.attempts, peer.attempts(settings) - 1);
        queue.add(item);
    }

    /** Takes a message back that has not ended. */
    public void cancel(Digest message, DeliveryCall call) {
        queue.find(message).ifPresent(item -> cancel(item, call));
    }

    private void cancel(QueuedMessage item, DeliveryCall call) {
        if (item.phase() == Phase.IN_FLIGHT && item.link.isPresent()) {
            call.command(new EndpointCommand.CancelResource(item.link.get(), item.ref));
        }
        queue.finish(item, new DeliveryState.Cancelled(), call);
    }

    /** A contact gave a ticket: what waits for a stamp needs none. */
    public void ticketReceived(DeliveryCommand.TicketReceived received, DeliveryCall call) {
        Correspondent peer = correspondents.meet(received.contact());
        peer.hold(received.ticket());
        for (QueuedMessage item : peer.queue) {
            if (item.phase() == Phase.STAMPING) {
                stamps.leave(item.id, true, call);
                makeDue(item, call);
            }
        }
    }

    /** The stamp that was wanted. */
    public void stampFound(DeliveryCommand.StampFound found, DeliveryCall call) {
        stamps.leave(found.message(), false, call);
        queue.find(found.message())
                .filter(item -> item.phase() == Phase.STAMPING)
                .ifPresent(item -> {
                    item.stamp = Optional.of(found.stamp());
                    call.trace(item.id, new TraceStep.StampMade(found.stamp().value()));
                    makeDue(item, call);
                });
    }

    /** The host has no room to search for the stamp that was wanted. */
    public void stampPutOff(DeliveryCommand.StampPutOff putOff, DeliveryCall call) {
        queue.find(putOff.message())
                .filter(item -> item.phase() == Phase.STAMPING)
                .ifPresent(item -> {
                    item.enter(Phase.QUEUED);
                    item.dueAt = call.now() + settings.stampWait();
                });
        stamps.leave(putOff.message(), false, call);
    }

    /** Asks the mesh for the keys of a delivery destination. */
    public void find(Address destination, DeliveryCall call) {
        correspondents.meet(destination).askPath(settings, call);
    }

    /** A recipient announced itself. */
    public void heard(Recipient recipient, DeliveryCall call) {
        heard(recipient, Optional.empty(), call);
    }

    /** Announces the identity. */
    public void announce(DeliveryCommand.Announce announce, DeliveryCall call) {
        long ref = attempts.nextRef();
        if (announce.pathResponseOn().isEmpty()) {
            outcomes.expectAnnounce(ref, announce.data());
        }
        call.command(new EndpointCommand.Announce(
                ref, announce.unixSeconds(), announce.data().encode(), announce.pathResponseOn()));
    }

    /** The mesh knows a path, and the announce that it rests on. */
    public void pathFound(EndpointEvent.PathFound found, DeliveryCall call) {
        correspondents.find(found.destination()).ifPresent(peer -> peer.pace = new Pace(found.firstHopTimeoutNanos()));
        switch (Announce.decode(found.announce()).then(announce -> Recipient.of(announce, call.unixSeconds()))) {
            case Decoded.Value<Recipient>(Recipient recipient) -> heard(recipient, Optional.of(found.hops()), call);
            case Decoded.Rejected<Recipient>(Rejection reason) ->
                call.emit(new DeliveryEvent.Dropped(DeliveryRejection.NOT_A_DELIVERY_DESTINATION));
        }
    }

    /** An announce of a recipient, or a path that rests on one: what waited for it is due. */
    private void heard(Recipient recipient, Optional<Integer> pathHops, DeliveryCall call) {
        Correspondent peer = pathHops.isPresent()
                ? correspondents.meet(recipient.destination())
                : correspondents.find(recipient.destination()).orElse(null);
        if (peer == null) {
            return;
        }
        boolean fresh = peer.learn(recipient, pathHops.isEmpty());
        peer.pathHeard();
        if (fresh && pathHops.isPresent()) {
            call.emit(new DeliveryEvent.RecipientFound(recipient, pathHops.get()));
        }
        for (QueuedMessage item : peer.queue) {
            item.blind = false;
            if (item.phase() == Phase.QUEUED && item.dueAt > call.now() && (fresh || item.lacks.isPresent())) {
                call.trace(
                        item.id,
                        pathHops.<TraceStep>map(TraceStep.PathFound::new).orElseGet(TraceStep.RecipientHeard::new));
                if (fresh || !item.favoured) {
                    item.favoured |= !fresh;
                    item.attempts = Math.min(item.attempts, peer.attempts(settings) - 1);
                }
                makeDue(item, call);
            }
        }
    }

    /** A packet of this identity left. */
    public void sent(EndpointEvent.Sent sent, DeliveryCall call) {
        outcomes.sent(sent, call);
    }

    /** What went out under this ref was proven. */
    public void delivered(EndpointEvent.Delivered delivered, DeliveryCall call) {
        outcomes.delivered(delivered.ref(), call);
    }

    /** A command came to nothing. */
    public void failed(EndpointEvent.Failed failed, DeliveryCall call) {
        outcomes.failed(failed, call);
    }

    /** How much of a message the recipient has. */
    public void progress(EndpointEvent.Progress progress, DeliveryCall call) {
        outcomes.progress(progress, call);
    }

    /** A link that was asked for has an id. */
    public void linkOpening(EndpointEvent.LinkOpening opening, DeliveryCall call) {
        links.opening(opening.ref(), opening.link(), call.now());
    }

    /** A link stands. */
    public void linkEstablished(EndpointEvent.LinkEstablished established, DeliveryCall call) {
        outcomes.linkEstablished(established, call);
    }

    /** A peer has shown who it is on a link that it opened. */
    public void linkIdentified(EndpointEvent.LinkIdentified identified, DeliveryCall call) {
        outcomes.linkIdentified(identified, call);
    }

    /** A link has ended. */
    public void linkClosed(EndpointEvent.LinkClosed closed, DeliveryCall call) {
        outcomes.linkClosed(closed, call);
    }

    /** A link is in use. */
    public void touch(Address link, DeliveryCall call) {
        outcomes.touch(link, call);
    }

    /** Who is at the other end of a link that is in use: who has shown itself, or whom this side called. */
    public Optional<Identity> peerOn(Address link, Optional<Identity> identified, DeliveryCall call) {
        return outcomes.peerOn(link, identified, call);
    }

    private static void makeDue(QueuedMessage item, DeliveryCall call) {
        item.enter(Phase.QUEUED);
        item.dueAt = call.now();
    }

    /** Tries what is due, ends what is over, closes links that nobody uses. */
    public void pump(DeliveryCall call) {
        for (QueuedMessage item : queue.all()) {
            if (item.phase() != Phase.IN_FLIGHT && attempts.expire(item, call)) {
                continue;
            }
            if (item.phase() == Phase.QUEUED && isReady(item, call)) {
                attempts.attempt(item, call);
            }
        }
        nextDeadline = queue.nextDeadline(call.now());
        for (Entry link : links.ownByUse()) {
            if (!queue.isUsed(link.id)) {
                if (call.now() - link.usedAt >= settings.linkIdle()) {
                    outcomes.close(link, call);
                } else {
                    nextDeadline = Math.min(nextDeadline, link.usedAt + settings.linkIdle());
                }
            }
        }
    }

    private boolean isReady(QueuedMessage item, DeliveryCall call) {
        return item.dueAt <= call.now() && item.peer.hasRoom(item, settings) && !attempts.isHeldUp(item);
    }
}
