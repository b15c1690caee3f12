package weft.message.hosting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.OutboundMessage;
import weft.lxmf.delivery.Recipient;
import weft.lxmf.delivery.SendMethod;
import weft.lxmf.message.Message;
import weft.lxmf.stamp.Stamp;
import weft.lxmf.stamp.StampKind;
import weft.lxmf.stamp.Workblock;
import weft.lxmf.ticket.Ticket;
import weft.message.config.MessageSettings;
import weft.message.delivery.PackedMessages;
import weft.message.domain.Method;
import weft.message.hosting.endpoint.HostedEndpoints;
import weft.message.hosting.endpoint.MemberEndpoint;
import weft.message.hosting.endpoint.MemberEndpoint.UnderWay;
import weft.message.store.Conversations;
import weft.message.store.Deliveries;
import weft.message.store.Deliveries.Delivery;
import weft.message.store.KnownDestinations;
import weft.message.store.Messages;
import weft.message.store.TicketBooks;
import weft.message.store.sql.Transaction;
import weft.message.store.sql.UnknownObject;
import weft.reticulum.Decoded;
import weft.service.time.MachineClock;

/** Makes of a row of the queue, and of what the store has beside it, what the endpoint of its sender is told to send. */
@ApplicationScoped
class StoredSubmissions {

    private final Messages messages;
    private final KnownDestinations destinations;
    private final TicketBooks tickets;
    private final HostedEndpoints endpoints;
    private final PackedMessages packed;
    private final Duration lifetime;

    StoredSubmissions(
            Messages messages,
            KnownDestinations destinations,
            TicketBooks tickets,
            HostedEndpoints endpoints,
            PackedMessages packed,
            MessageSettings config) {
        this.messages = messages;
        this.destinations = destinations;
        this.tickets = tickets;
        this.endpoints = endpoints;
        this.packed = packed;
        this.lifetime = config.outboundLifetime();
    }

    /** What there is to tell of a row of the queue. */
    sealed interface Submission {

        /** @param tell the endpoint, when the transaction is over */
        record Ready(Runnable tell) implements Submission {}

        /** The endpoint of its sender is not here. */
        record NotHosted() implements Submission {}

        /** What is stored of it can't be used. */
        record Unusable(RuntimeException why) implements Submission {}
    }

    /** Reads what the endpoints of their senders have to be told of messages, in their order; each by itself may be unusable. */
    List<Submission> read(Transaction transaction, List<Delivery> deliveries, Map<Integer, Long> epochs) {
        Map<UUID, Message> packedHere = new HashMap<>();
        deliveries.forEach(delivery ->
                packed.take(delivery.message()).ifPresent(message -> packedHere.put(delivery.message(), message)));
        Map<Object, RuntimeException> unreadable = new HashMap<>();
        var stored = messages.askPacked(
                transaction,
                deliveries.stream()
                        .filter(delivery -> !packedHere.containsKey(delivery.message()))
                        .map(delivery -> new Deliveries.Row(delivery.account(), delivery.message()))
                        .toList(),
                unreadable::put);
        var recipients = destinations.askAll(
                transaction, deliveries.stream().map(Delivery::peer).collect(Collectors.toSet()), unreadable::put);
        var books = tickets.ask(
                transaction,
                deliveries.stream()
                        .map(delivery ->
                                new Conversations.Between(delivery.account(), delivery.identity(), delivery.peer()))
                        .toList());
        List<Submission> submissions = new ArrayList<>();
        for (int i = 0; i < deliveries.size(); i++) {
            Delivery delivery = deliveries.get(i);
            Optional<RuntimeException> why = Optional.ofNullable(unreadable.get(delivery.message()))
                    .or(() -> Optional.ofNullable(unreadable.get(delivery.peer())));
            Optional<Recipient> recipient = Optional.ofNullable(recipients.get().get(delivery.peer()));
            Optional<Ticket> ticket = books.get().get(i).held();
            submissions.add(why.<Submission>map(Submission.Unusable::new).orElseGet(() -> {
                Message message = packedHere.get(delivery.message());
                return message == null
                        ? unpacked(delivery, stored.get().get(delivery.message()), recipient, ticket, epochs)
                        : submission(delivery, message, recipient, ticket, epochs);
            }));
        }
        return submissions;
    }

    private Submission unpacked(
            Delivery delivery,
            byte[] stored,
            Optional<Recipient> recipient,
            Optional<Ticket> ticket,
            Map<Integer, Long> epochs) {
        if (stored == null) {
            return new Submission.Unusable(new UnknownObject("message"));
        }
        return switch (Message.unpack(stored)) {
            case Decoded.Value<Message>(Message message) -> submission(delivery, message, recipient, ticket, epochs);
            case Decoded.Rejected<Message>(var reason) ->
                new Submission.Unusable(
                        new IllegalStateException("a message on disk does not unpack: " + reason.name()));
        };
    }

    private Submission submission(
            Delivery delivery,
            Message message,
            Optional<Recipient> recipient,
            Optional<Ticket> ticket,
            Map<Integer, Long> epochs) {
        Optional<MemberEndpoint> sender = endpoints.member(delivery.identity(), epochs.get(delivery.shard()));
        if (sender.isEmpty()) {
            return new Submission.NotHosted();
        }
        var row = new UnderWay(delivery, message.fields().ticket().isPresent());
        var submit = new DeliveryCommand.Submit(outbound(delivery, message), recipient, ticket);
        return new Submission.Ready(() -> endpoints.submit(sender.get().address(), row, submit));
    }

    private OutboundMessage outbound(Delivery delivery, Message message) {
        Duration left = lifetime.minus(age(delivery));
        return new OutboundMessage(
                message.id(),
                message.destination(),
                message.packed(),
                method(delivery.tryFirst()),
                delivery.attempts(),
                delivery.stamp()
                        .filter(bytes -> bytes.length == Stamp.WORK_LENGTH)
                        .map(bytes -> new Stamp(bytes, valueOf(bytes, message))),
                Math.max(1, left.toNanos()));
    }

    /** A clock that was set forward makes no message older for now: what waits would end with it. */
    private static Duration age(Delivery delivery) {
        return Duration.between(delivery.createdAt(), MachineClock.system().atLeast());
    }

    private static int valueOf(byte[] stamp, Message message) {
        return Workblock.of(StampKind.MESSAGE, message.id().bytes()).value(stamp);
    }

    private static SendMethod method(Method method) {
        return switch (method) {
            case DIRECT -> SendMethod.DIRECT;
            case OPPORTUNISTIC -> SendMethod.OPPORTUNISTIC;
            case AUTO, PROPAGATED, PAPER -> SendMethod.AUTO;
        };
    }
}
