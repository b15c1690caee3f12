package weft.message.hosting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.OutboundMessage;
import weft.lxmf.delivery.SendMethod;
import weft.lxmf.message.Message;
import weft.lxmf.stamp.Stamp;
import weft.lxmf.stamp.StampKind;
import weft.lxmf.stamp.Workblock;
import weft.message.config.MessageSettings;
import weft.message.delivery.LocalHandOver;
import weft.message.domain.Method;
import weft.message.hosting.endpoint.HostedEndpoints;
import weft.message.hosting.endpoint.MemberEndpoint;
import weft.message.hosting.endpoint.MemberEndpoint.UnderWay;
import weft.message.store.Deliveries.Delivery;
import weft.message.store.KnownDestinations;
import weft.message.store.Messages;
import weft.message.store.TicketBooks;
import weft.message.store.sql.Transaction;
import weft.service.time.MachineClock;

/** Makes of a row of the queue, and of what the store has beside it, what the endpoint of its sender is told to send. */
@ApplicationScoped
class StoredSubmissions {

    private final Messages messages;
    private final KnownDestinations destinations;
    private final TicketBooks tickets;
    private final HostedEndpoints endpoints;
    private final Duration lifetime;

    StoredSubmissions(
            Messages messages,
            KnownDestinations destinations,
            TicketBooks tickets,
            HostedEndpoints endpoints,
            MessageSettings config) {
        this.messages = messages;
        this.destinations = destinations;
        this.tickets = tickets;
        this.endpoints = endpoints;
        this.lifetime = config.outboundLifetime();
    }

    /**
     * Reads what the endpoint of its sender has to be told.
     *
     * @return tells it, when the transaction is over; empty when the endpoint is not here
     */
    Optional<Runnable> read(Transaction transaction, Delivery delivery, long epoch) {
        Optional<MemberEndpoint> sender = endpoints.member(delivery.identity(), epoch);
        if (sender.isEmpty()) {
            return Optional.empty();
        }
        var packed = messages.askPacked(transaction, delivery.account(), delivery.message());
        var recipient = destinations.ask(transaction, delivery.peer());
        var book = tickets.ask(transaction, delivery.account(), delivery.identity(), delivery.peer());
        Message message = LocalHandOver.unpack(packed.get());
        var row = new UnderWay(delivery, message.fields().ticket().isPresent());
        var submit = new DeliveryCommand.Submit(
                outbound(delivery, message), recipient.get(), book.get().held());
        return Optional.of(() -> endpoints.submit(sender.get().address(), row, submit));
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
