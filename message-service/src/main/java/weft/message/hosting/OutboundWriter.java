package weft.message.hosting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliveryFailure;
import weft.lxmf.delivery.DeliveryState;
import weft.lxmf.delivery.TraceStep;
import weft.lxmf.delivery.WaitReason;
import weft.lxmf.message.DeliveryMethod;
import weft.lxmf.stamp.Stamp;
import weft.message.delivery.TraceTexts;
import weft.message.domain.MessageState;
import weft.message.domain.Method;
import weft.message.domain.StateChange;
import weft.message.hosting.endpoint.MemberEndpoint;
import weft.message.store.Deliveries.Delivery;
import weft.message.store.Wakeups;
import weft.message.store.outbound.OutboundChange;
import weft.reticulum.Digest;

/** Brings what endpoints say of outbound messages to disk: state, trace and event in one transaction. */
@ApplicationScoped
class OutboundWriter {

    private static final Duration QUEUE_FULL_WAIT = Duration.ofSeconds(2);
    private static final long PROGRESS_INTERVAL = Duration.ofSeconds(1).toNanos();

    private final GroupCommit commits;
    private final Wakeups wakeups;

    OutboundWriter(GroupCommit commits, Wakeups wakeups) {
        this.commits = commits;
        this.wakeups = wakeups;
    }

    /** Takes an event of one message. On the endpoint's context. */
    void write(MemberEndpoint endpoint, DeliveryEvent.OfMessage event) {
        Delivery delivery = endpoint.sent(event.message());
        if (delivery == null) {
            return;
        }
        switch (event) {
            case DeliveryEvent.StateChanged changed -> state(endpoint, delivery, changed);
            case DeliveryEvent.Traced(Digest _, TraceStep step) ->
                commits.write(endpoint, List.of(told(delivery, step)));
            case DeliveryEvent.Progressed(Digest _, long sent, long total) -> progress(endpoint, delivery, sent, total);
            case DeliveryEvent.NotTaken(Digest message) -> {
                endpoint.done(message);
                commits.write(
                        endpoint,
                        List.of(new OutboundChange.Returned(
                                delivery.account(),
                                delivery.message(),
                                delivery.attempts(),
                                Instant.now().plus(QUEUE_FULL_WAIT))));
            }
            case DeliveryEvent.StampWanted _, DeliveryEvent.StampNotWanted _ ->
                throw new IllegalArgumentException("stamps are not written here");
        }
    }

    /** Stores a proof of work with its message. */
    void stampFound(MemberEndpoint endpoint, Digest message, Stamp stamp, Runnable stored) {
        Delivery delivery = endpoint.sent(message);
        List<OutboundChange> found = delivery == null
                ? List.of()
                : List.of(new OutboundChange.Stamped(
                        delivery.account(), delivery.message(), stamp.bytes(), stamp.value()));
        commits.write(endpoint, found, transaction -> transaction.afterCommit(stored));
    }

    private static OutboundChange told(Delivery delivery, TraceStep step) {
        return new OutboundChange.Told(
                delivery.account(),
                delivery.message(),
                TraceTexts.trace(step),
                step instanceof TraceStep.MethodChosen(DeliveryMethod method, var _, int _)
                        ? Optional.of(method(method))
                        : Optional.empty(),
                step instanceof TraceStep.TicketUsed ? OptionalInt.of(Stamp.TICKET_VALUE) : OptionalInt.empty());
    }

    private void progress(MemberEndpoint endpoint, Delivery delivery, long sent, long total) {
        if (endpoint.mayTellProgress(PROGRESS_INTERVAL)) {
            float progress = total == 0 ? 0 : Math.min(0.99f, (float) sent / total);
            commits.write(
                    endpoint, List.of(new OutboundChange.Progressed(delivery.account(), delivery.message(), progress)));
        }
    }

    private void state(MemberEndpoint endpoint, Delivery delivery, DeliveryEvent.StateChanged changed) {
        DeliveryState state = changed.state();
        boolean givesTicket = endpoint.givesTicket(changed.message());
        if (state.isFinal() && endpoint.done(changed.message())) {
            wakeups.wakeHere(Wakeups.Work.DELIVERIES);
        }
        boolean tried = !state.isFinal() && endpoint.attempted(changed.message(), changed.attempts());
        UUID account = delivery.account();
        UUID message = delivery.message();
        List<OutboundChange> changes = new ArrayList<>();
        changes.add(new OutboundChange.Became(account, message, stored(changed), givesTicket));
        if (state.isFinal()) {
            changes.add(new OutboundChange.Ended(account, message));
        } else if (tried) {
            changes.add(new OutboundChange.Tried(account, message, changed.attempts()));
        }
        commits.write(endpoint, changes);
    }

    private static StateChange stored(DeliveryEvent.StateChanged changed) {
        MessageState state = stored(changed.state());
        return new StateChange(
                state,
                reason(changed.state()),
                changed.method().map(OutboundWriter::method),
                told(changed.state())
                        .map(text -> new StateChange.Trace(
                                state.name().toLowerCase(Locale.ROOT), text, facts(changed.state()))));
    }

    private static MessageState stored(DeliveryState state) {
        return switch (state) {
            case DeliveryState.Accepted _ -> MessageState.ACCEPTED;
            case DeliveryState.Waiting _ -> MessageState.WAITING;
            case DeliveryState.Sending _ -> MessageState.SENDING;
            case DeliveryState.Sent _ -> MessageState.SENT;
            case DeliveryState.Delivered _ -> MessageState.DELIVERED;
            case DeliveryState.Refused _ -> MessageState.REFUSED;
            case DeliveryState.Failed _ -> MessageState.FAILED;
            case DeliveryState.Cancelled _ -> MessageState.CANCELLED;
            case DeliveryState.Expired _ -> MessageState.EXPIRED;
        };
    }

    private static Optional<String> reason(DeliveryState state) {
        return switch (state) {
            case DeliveryState.Waiting(WaitReason reason) ->
                Optional.of(reason.name().toLowerCase(Locale.ROOT));
            case DeliveryState.Failed(DeliveryFailure failure) ->
                Optional.of(failure.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            case DeliveryState.Refused _ -> Optional.of("recipient-refused");
            default -> Optional.empty();
        };
    }

    private static Map<String, Object> facts(DeliveryState state) {
        if (state instanceof DeliveryState.Expired) {
            return Map.of("reason", "age");
        }
        return reason(state)
                .<Map<String, Object>>map(why -> Map.of("reason", why))
                .orElse(Map.of());
    }

    private static Optional<String> told(DeliveryState state) {
        return switch (state) {
            case DeliveryState.Waiting(WaitReason reason) -> Optional.of(TraceTexts.waiting(reason));
            case DeliveryState.Failed(DeliveryFailure failure) -> Optional.of(TraceTexts.failed(failure));
            case DeliveryState.Refused _ -> Optional.of(TraceTexts.TRANSFER_REFUSED);
            case DeliveryState.Expired _ -> Optional.of(TraceTexts.EXPIRED);
            default -> Optional.empty();
        };
    }

    private static Method method(DeliveryMethod method) {
        return switch (method) {
            case OPPORTUNISTIC -> Method.OPPORTUNISTIC;
            case DIRECT -> Method.DIRECT;
            case PROPAGATED -> Method.PROPAGATED;
            case PAPER -> Method.PAPER;
        };
    }
}
