package weft.lxmf.delivery.sending;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.delivery.DeliveryCall;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliveryFailure;
import weft.lxmf.delivery.DeliveryState;
import weft.lxmf.delivery.Recipient;
import weft.lxmf.delivery.TraceStep;
import weft.lxmf.delivery.sending.DeliveryLinks.Entry;
import weft.lxmf.message.DeliveryMethod;
import weft.lxmf.message.Representation;
import weft.reticulum.Address;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.endpoint.EndpointCommand;
import weft.reticulum.endpoint.EndpointEvent;
import weft.reticulum.identity.Identity;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.LinkCloseReason;

/** What became of the commands to the Endpoint: proofs, failures, and the life of links (lxmf §8, §16). */
final class Outcomes {

    private static final int NO_KNOWN_PATH = 128;

    private final OutboundQueue queue;
    private final DeliveryLinks links;
    private final Correspondents correspondents;
    private final Attempts attempts;
    private final Map<Long, DeliveryAppData> announces = new LinkedHashMap<>();

    Outcomes(OutboundQueue queue, DeliveryLinks links, Correspondents correspondents, Attempts attempts) {
        this.queue = queue;
        this.links = links;
        this.correspondents = correspondents;
        this.attempts = attempts;
    }

    /** The command of this ref is an announce that says this. */
    void expectAnnounce(long ref, DeliveryAppData data) {
        announces.put(ref, data);
    }

    void sent(EndpointEvent.Sent sent, DeliveryCall call) {
        announced(sent.ref(), true, call);
        queue.underWay(sent.ref()).ifPresent(item -> {
            Attempts.hasRoom(item, call);
            item.peer.pace = new Pace(sent.firstHopTimeoutNanos());
            if (item.link.isEmpty()) {
                call.trace(item.id, new TraceStep.PacketSent(item.attempts, sent.hops()));
                item.become(new DeliveryState.Sent(), call);
                if (sent.hops() >= NO_KNOWN_PATH) {
                    item.blind = true;
                    attempts.askPath(item, call);
                }
            }
        });
    }

    void delivered(long ref, DeliveryCall call) {
        queue.underWay(ref).ifPresent(item -> {
            item.link.flatMap(links::find).ifPresent(link -> {
                link.usedAt = call.now();
                if (link.own && !link.identified) {
                    link.identified = true;
                    call.command(new EndpointCommand.Identify(link.id));
                }
            });
            Attempts.hasRoom(item, call);
            call.trace(item.id, new TraceStep.Proven());
            queue.finish(item, new DeliveryState.Delivered(), call);
        });
    }

    void progress(EndpointEvent.Progress progress, DeliveryCall call) {
        queue.underWay(progress.ref()).ifPresent(item -> {
            Attempts.hasRoom(item, call);
            item.link.ifPresent(link -> touch(link, call));
            call.emit(new DeliveryEvent.Progressed(item.id, progress.sentBytes(), progress.totalBytes()));
        });
    }

    void failed(EndpointEvent.Failed failed, DeliveryCall call) {
        announced(failed.ref(), false, call);
        links.refused(failed.ref()).ifPresent(peer -> linkNotOpened(peer, failed.reason(), call));
        queue.underWay(failed.ref()).ifPresent(item -> {
            sendingFailed(item, failed.reason(), call);
        });
    }

    private void announced(long ref, boolean sent, DeliveryCall call) {
        DeliveryAppData said = announces.remove(ref);
        if (said != null) {
            call.emit(new DeliveryEvent.Announced(sent, said));
        }
    }

    private void sendingFailed(QueuedMessage item, FailureReason reason, DeliveryCall call) {
        if (reason != FailureReason.QUEUE_FULL && reason != FailureReason.TOO_MANY) {
            Attempts.hasRoom(item, call);
            call.trace(item.id, new TraceStep.AttemptFailed(item.attempts, reason));
        }
        Optional<Address> link = item.link;
        queue.landed(item);
        switch (reason) {
            case QUEUE_FULL, TOO_MANY -> attempts.crowded(item, call);
            case NO_PATH -> attempts.pathless(item, call);
            case TOO_LARGE -> queue.finish(item, new DeliveryState.Failed(DeliveryFailure.TOO_LARGE), call);
            case UNUSABLE_KEY -> queue.finish(item, new DeliveryState.Failed(DeliveryFailure.UNUSABLE_KEY), call);
            case REJECTED -> queue.finish(item, new DeliveryState.Refused(), call);
            case TIMED_OUT,
                    OUTCOME_UNKNOWN,
                    INTERFACE_GONE,
                    LINK_CLOSED,
                    LINK_NOT_ACTIVE,
                    NOT_ALLOWED,
                    CANCELLED,
                    CANCELLED_BY_PEER,
                    CORRUPT,
                    PROTOCOL_VIOLATION -> {
                link.flatMap(links::find).ifPresent(entry -> close(entry, call));
                if (OutboundQueue.goesBy(item, DeliveryMethod.OPPORTUNISTIC)) {
                    attempts.unproven(item, call);
                } else {
                    attempts.linkFailed(item, failureOnLink(item, link.isPresent()), call);
                }
            }
        }
    }

    private static DeliveryFailure failureOnLink(QueuedMessage item, boolean sent) {
        if (!sent) {
            return DeliveryFailure.NO_ANSWER;
        }
        return Representation.onLink(item.packed().length) == Representation.RESOURCE
                ? DeliveryFailure.TRANSFER_BROKEN
                : DeliveryFailure.NO_PROOF;
    }

    void linkEstablished(EndpointEvent.LinkEstablished established, DeliveryCall call) {
        links.find(established.link()).ifPresent(link -> {
            link.established = true;
            link.usedAt = call.now();
            link.peer.linkRoundTrip = established.rttNanos();
            for (QueuedMessage item : OutboundQueue.linking(link.peer)) {
                Attempts.hasRoom(item, call);
                call.trace(item.id, new TraceStep.LinkEstablished(established.rttNanos()));
                attempts.linkReady(item, link, call);
            }
        });
    }

    /** The peer opened this link and says who it is: messages to it can go back the same way. */
    void linkIdentified(EndpointEvent.LinkIdentified identified, DeliveryCall call) {
        Address peer =
                DestinationName.LXMF_DELIVERY.destination(identified.identity().hash());
        if (links.find(identified.link()).isEmpty()) {
            links.backchannel(identified.link(), correspondents.meet(peer), call.now());
        }
    }

    void linkClosed(EndpointEvent.LinkClosed closed, DeliveryCall call) {
        links.remove(closed.link()).filter(link -> !link.established).ifPresent(link -> {
            for (QueuedMessage item : OutboundQueue.linking(link.peer)) {
                if (closed.reason() != LinkCloseReason.QUEUE_FULL) {
                    Attempts.hasRoom(item, call);
                    call.trace(item.id, new TraceStep.LinkEnded(item.attempts, closed.reason()));
                }
                switch (closed.reason()) {
                    case NO_PATH -> attempts.pathless(item, call);
                    case QUEUE_FULL -> attempts.crowded(item, call);
                    case TIMED_OUT, CLOSED_BY_PEER, CLOSED_BY_HOST, GAVE_WAY, INTERFACE_GONE, PROTOCOL_VIOLATION ->
                        attempts.linkFailed(item, DeliveryFailure.NO_ANSWER, call);
                }
            }
        });
    }

    private void linkNotOpened(Correspondent peer, FailureReason reason, DeliveryCall call) {
        if (reason == FailureReason.TOO_MANY) {
            links.ownByUse().stream()
                    .filter(link -> !queue.isUsed(link.id))
                    .findFirst()
                    .ifPresent(link -> close(link, call));
        }
        for (QueuedMessage item : OutboundQueue.linking(peer)) {
            sendingFailed(item, reason, call);
        }
    }

    /** Ends a link; nothing is sent on it any more. */
    void close(Entry link, DeliveryCall call) {
        links.remove(link.id);
        call.command(new EndpointCommand.CloseLink(link.id));
    }

    /** The link is in use. */
    void touch(Address link, DeliveryCall call) {
        links.find(link).ifPresent(entry -> entry.usedAt = call.now());
    }

    /** Who is at the other end of a link that is in use: who has shown itself, or whom this side called. */
    Optional<Identity> peerOn(Address link, Optional<Identity> identified, DeliveryCall call) {
        touch(link, call);
        return identified.or(() -> links.find(link)
                .filter(entry -> entry.own)
                .flatMap(entry -> entry.peer.recipient)
                .map(Recipient::identity));
    }
}
