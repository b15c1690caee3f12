package weft.lxmf.delivery;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.delivery.LinkTable.Entry;
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

    private final Outbox outbox;
    private final LinkTable links;
    private final Correspondents correspondents;
    private final Attempts attempts;
    private final Map<Long, DeliveryAppData> announces = new LinkedHashMap<>();

    Outcomes(Outbox outbox, LinkTable links, Correspondents correspondents, Attempts attempts) {
        this.outbox = outbox;
        this.links = links;
        this.correspondents = correspondents;
        this.attempts = attempts;
    }

    /** The command of this ref is an announce that says this. */
    void expectAnnounce(long ref, DeliveryAppData data) {
        announces.put(ref, data);
    }

    void sent(EndpointEvent.Sent sent, Turn turn) {
        announced(sent.ref(), true, turn);
        outbox.underWay(sent.ref()).ifPresent(item -> {
            Attempts.hasRoom(item, turn);
            item.peer.pace = new Pace(sent.firstHopTimeoutNanos());
            if (item.link.isEmpty()) {
                turn.trace(item.id, new TraceStep.PacketSent(item.attempts, sent.hops()));
                item.become(new DeliveryState.Sent(), turn);
                if (sent.hops() >= NO_KNOWN_PATH) {
                    item.blind = true;
                    attempts.askPath(item, turn);
                }
            }
        });
    }

    void delivered(long ref, Turn turn) {
        outbox.underWay(ref).ifPresent(item -> {
            item.link.flatMap(links::find).ifPresent(link -> {
                link.usedAt = turn.now();
                if (link.own && !link.identified) {
                    link.identified = true;
                    turn.command(new EndpointCommand.Identify(link.id));
                }
            });
            Attempts.hasRoom(item, turn);
            turn.trace(item.id, new TraceStep.Proven());
            outbox.finish(item, new DeliveryState.Delivered(), turn);
        });
    }

    void progress(EndpointEvent.Progress progress, Turn turn) {
        outbox.underWay(progress.ref()).ifPresent(item -> {
            Attempts.hasRoom(item, turn);
            item.link.ifPresent(link -> touch(link, turn));
            turn.emit(new DeliveryEvent.Progressed(item.id, progress.sentBytes(), progress.totalBytes()));
        });
    }

    void failed(EndpointEvent.Failed failed, Turn turn) {
        announced(failed.ref(), false, turn);
        links.refused(failed.ref()).ifPresent(peer -> linkNotOpened(peer, failed.reason(), turn));
        outbox.underWay(failed.ref()).ifPresent(item -> {
            sendingFailed(item, failed.reason(), turn);
        });
    }

    private void announced(long ref, boolean sent, Turn turn) {
        DeliveryAppData said = announces.remove(ref);
        if (said != null) {
            turn.emit(new DeliveryEvent.Announced(sent, said));
        }
    }

    private void sendingFailed(Outgoing item, FailureReason reason, Turn turn) {
        if (reason != FailureReason.QUEUE_FULL && reason != FailureReason.TOO_MANY) {
            Attempts.hasRoom(item, turn);
            turn.trace(item.id, new TraceStep.AttemptFailed(item.attempts, reason));
        }
        Optional<Address> link = item.link;
        outbox.landed(item);
        switch (reason) {
            case QUEUE_FULL, TOO_MANY -> attempts.crowded(item, turn);
            case NO_PATH -> attempts.pathless(item, turn);
            case TOO_LARGE -> outbox.finish(item, new DeliveryState.Failed(DeliveryFailure.TOO_LARGE), turn);
            case UNUSABLE_KEY -> outbox.finish(item, new DeliveryState.Failed(DeliveryFailure.UNUSABLE_KEY), turn);
            case REJECTED -> outbox.finish(item, new DeliveryState.Refused(), turn);
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
                link.flatMap(links::find).ifPresent(entry -> close(entry, turn));
                if (Outbox.goesBy(item, DeliveryMethod.OPPORTUNISTIC)) {
                    attempts.unproven(item, turn);
                } else {
                    attempts.linkFailed(item, failureOnLink(item, link.isPresent()), turn);
                }
            }
        }
    }

    private static DeliveryFailure failureOnLink(Outgoing item, boolean sent) {
        if (!sent) {
            return DeliveryFailure.NO_ANSWER;
        }
        return Representation.onLink(item.packed().length) == Representation.RESOURCE
                ? DeliveryFailure.TRANSFER_BROKEN
                : DeliveryFailure.NO_PROOF;
    }

    void linkEstablished(EndpointEvent.LinkEstablished established, Turn turn) {
        links.find(established.link()).ifPresent(link -> {
            link.established = true;
            link.usedAt = turn.now();
            link.peer.linkRoundTrip = established.rttNanos();
            for (Outgoing item : Outbox.linking(link.peer)) {
                Attempts.hasRoom(item, turn);
                turn.trace(item.id, new TraceStep.LinkEstablished(established.rttNanos()));
                attempts.linkReady(item, link, turn);
            }
        });
    }

    /** The peer opened this link and says who it is: messages to it can go back the same way. */
    void linkIdentified(EndpointEvent.LinkIdentified identified, Turn turn) {
        Address peer =
                DestinationName.LXMF_DELIVERY.destination(identified.identity().hash());
        if (links.find(identified.link()).isEmpty()) {
            links.backchannel(identified.link(), correspondents.meet(peer), turn.now());
        }
    }

    void linkClosed(EndpointEvent.LinkClosed closed, Turn turn) {
        links.remove(closed.link()).filter(link -> !link.established).ifPresent(link -> {
            for (Outgoing item : Outbox.linking(link.peer)) {
                if (closed.reason() != LinkCloseReason.QUEUE_FULL) {
                    Attempts.hasRoom(item, turn);
                    turn.trace(item.id, new TraceStep.LinkEnded(item.attempts, closed.reason()));
                }
                switch (closed.reason()) {
                    case NO_PATH -> attempts.pathless(item, turn);
                    case QUEUE_FULL -> attempts.crowded(item, turn);
                    case TIMED_OUT, CLOSED_BY_PEER, CLOSED_BY_HOST, GAVE_WAY, INTERFACE_GONE, PROTOCOL_VIOLATION ->
                        attempts.linkFailed(item, DeliveryFailure.NO_ANSWER, turn);
                }
            }
        });
    }

    private void linkNotOpened(Correspondent peer, FailureReason reason, Turn turn) {
        if (reason == FailureReason.TOO_MANY) {
            links.ownByUse().stream()
                    .filter(link -> !outbox.isUsed(link.id))
                    .findFirst()
                    .ifPresent(link -> close(link, turn));
        }
        for (Outgoing item : Outbox.linking(peer)) {
            sendingFailed(item, reason, turn);
        }
    }

    /** Ends a link; nothing is sent on it any more. */
    void close(Entry link, Turn turn) {
        links.remove(link.id);
        turn.command(new EndpointCommand.CloseLink(link.id));
    }

    /** The link is in use. */
    void touch(Address link, Turn turn) {
        links.find(link).ifPresent(entry -> entry.usedAt = turn.now());
    }

    /** Who is at the other end of a link that is in use: who has shown itself, or whom this side called. */
    Optional<Identity> peerOn(Address link, Optional<Identity> identified, Turn turn) {
        touch(link, turn);
        return identified.or(() -> links.find(link)
                .filter(entry -> entry.own)
                .flatMap(entry -> entry.peer.recipient)
                .map(Recipient::identity));
    }
}
