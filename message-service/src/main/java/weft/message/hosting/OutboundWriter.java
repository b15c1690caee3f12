package weft.message.hosting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
import weft.message.store.Deliveries;
import weft.message.store.Deliveries.Delivery;
import weft.message.store.Messages;
import weft.message.store.TicketBooks;
import weft.message.store.Traces;
import weft.message.store.Wakeups;
import weft.message.store.sql.Transaction;
import weft.reticulum.Digest;

/** Brings what endpoints say of outbound messages to disk: state, trace and event in one transaction. */
@ApplicationScoped
class OutboundWriter {

    private static final Duration QUEUE_FULL_WAIT = Duration.ofSeconds(2);
    private static final long PROGRESS_INTERVAL = Duration.ofSeconds(1).toNanos();

    private final GroupCommit commits;
    private final Messages messages;
    private final Deliveries deliveries;
    private final TicketBooks tickets;
    private final Traces traces;
    private final Wakeups wakeups;

    OutboundWriter(
            GroupCommit commits,
            Messages messages,
            Deliveries deliveries,
            TicketBooks tickets,
            Traces traces,
            Wakeups wakeups) {
        this.commits = commits;
        this.messages = messages;
        this.deliveries = deliveries;
        this.tickets = tickets;
        this.traces = traces;
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
                commits.write(endpoint, transaction -> trace(transaction, delivery, step));
            case DeliveryEvent.Progressed(Digest _, long sent, long total) -> progress(endpoint, delivery, sent, total);
            case DeliveryEvent.NotTaken(Digest message) -> {
                endpoint.done(message);
                commits.write(
                        endpoint,
                        transaction -> deliveries.release(
                                transaction,
                                delivery.account(),
                                delivery.message(),
                                delivery.attempts(),
                                Instant.now().plus(QUEUE_FULL_WAIT)));
            }
            case DeliveryEvent.StampWanted _, DeliveryEvent.StampNotWanted _ ->
                throw new IllegalArgumentException("stamps are not written here");
        }
    }

    /** Stores a proof of work with its message. */
    void stampFound(MemberEndpoint endpoint, Digest message, Stamp stamp, Runnable stored) {
        commits.write(endpoint, transaction -> {
            Delivery delivery = endpoint.sent(message);
            if (delivery != null) {
                deliveries.stamped(transaction, delivery.account(), delivery.message(), stamp.bytes());
                messages.stamped(transaction, delivery.account(), delivery.message(), stamp.value());
            }
            transaction.afterCommit(stored);
        });
    }

    private void trace(Transaction transaction, Delivery delivery, TraceStep step) {
        traces.add(transaction, delivery.account(), delivery.message(), TraceTexts.trace(step));
        switch (step) {
            case TraceStep.MethodChosen(DeliveryMethod method, var _, int _) ->
                messages.changeMethod(transaction, delivery.account(), delivery.message(), method(method));
            case TraceStep.TicketUsed _ ->
                messages.stamped(transaction, delivery.account(), delivery.message(), Stamp.TICKET_VALUE);
            default -> {
                // The other steps are told, and change nothing.
            }
        }
    }

    private void progress(MemberEndpoint endpoint, Delivery delivery, long sent, long total) {
        if (endpoint.mayTellProgress(PROGRESS_INTERVAL)) {
            float progress = total == 0 ? 0 : Math.min(0.99f, (float) sent / total);
            commits.write(
                    endpoint,
                    transaction -> messages.progress(transaction, delivery.account(), delivery.message(), progress));
        }
    }

    private void state(MemberEndpoint endpoint, Delivery delivery, DeliveryEvent.StateChanged changed) {
        DeliveryState state = changed.state();
        boolean givesTicket = endpoint.givesTicket(changed.message());
        if (state.isFinal() && endpoint.done(changed.message())) {
            wakeups.wake(Wakeups.Work.DELIVERIES);
        }
        boolean tried = !state.isFinal() && endpoint.attempted(changed.message(), changed.attempts());
        commits.write(endpoint, transaction -> {
            var news = messages.changeState(transaction, delivery.account(), delivery.message(), stored(changed));
            if (state.isFinal()) {
                deliveries.remove(transaction, delivery.account(), delivery.message());
            } else if (tried) {
                deliveries.attempted(transaction, delivery.account(), delivery.message(), changed.attempts());
            }
            if (givesTicket && state instanceof DeliveryState.Delivered && news.get()) {
                tickets.delivered(transaction, delivery.account(), delivery.identity(), delivery.peer());
            }
        });
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
