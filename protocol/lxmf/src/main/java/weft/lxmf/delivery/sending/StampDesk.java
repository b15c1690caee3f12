package weft.lxmf.delivery.sending;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import weft.lxmf.delivery.DeliveryCall;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.delivery.Recipient;
import weft.lxmf.delivery.TraceStep;
import weft.lxmf.stamp.Stamp;
import weft.lxmf.stamp.StampKind;
import weft.lxmf.stamp.StampWork;
import weft.lxmf.ticket.Ticket;
import weft.reticulum.Digest;
import weft.reticulum.Entropy;

/** Decides what a message must pay, and has the host search for one stamp at a time (lxmf §11, §12). */
final class StampDesk {

    /** What a message has to do before it may be sent. */
    enum Readiness {
        READY,
        WAITING,
        TOO_COSTLY
    }

    private final DeliverySettings settings;
    private final Entropy entropy;
    /** Cost by message, in the order in which they asked. The first is being worked on when {@link #working}. */
    private final Map<Digest, Integer> waiting = new LinkedHashMap<>();

    private boolean working;

    StampDesk(DeliverySettings settings, Entropy entropy) {
        this.settings = settings;
        this.entropy = entropy;
    }

    /** Gives the message its stamp if it has one, needs none, or a ticket pays; else puts it in the line. */
    Readiness prepare(QueuedMessage item, DeliveryCall call) {
        Optional<Recipient> recipient = item.peer.recipient;
        OptionalInt cost =
                recipient.isPresent() ? recipient.get().stampCostAt(call.unixSeconds()) : OptionalInt.empty();
        boolean costKnown = recipient.isPresent() && recipient.get().remembersCostAt(call.unixSeconds());
        Optional<Ticket> ticket = item.peer.ticket.filter(held -> held.isValidAt(call.unixSeconds()));
        if (ticket.isPresent() && (cost.isPresent() || !costKnown)) {
            useTicket(item, ticket.get(), call);
            return Readiness.READY;
        }
        item.stamp = item.stamp.filter(stamp -> stamp.value() != Stamp.TICKET_VALUE);
        if (cost.isEmpty() || item.stamp.map(Stamp::value).orElse(0) >= cost.getAsInt()) {
            return Readiness.READY;
        }
        if (cost.getAsInt() > settings.maxStampCost()) {
            return Readiness.TOO_COSTLY;
        }
        call.trace(item.id, new TraceStep.StampNeeded(cost.getAsInt()));
        waiting.put(item.id, cost.getAsInt());
        startNext(call);
        return Readiness.WAITING;
    }

    private static void useTicket(QueuedMessage item, Ticket ticket, DeliveryCall call) {
        if (item.stamp.map(Stamp::value).orElse(0) != Stamp.TICKET_VALUE) {
            call.trace(item.id, new TraceStep.TicketUsed());
        }
        item.stamp = Optional.of(new Stamp(ticket.stampFor(item.id), Stamp.TICKET_VALUE));
    }

    /** The search for this message is over, whether it was found, given up or is not wanted. */
    void leave(Digest message, boolean tellHost, DeliveryCall call) {
        Iterator<Digest> line = waiting.keySet().iterator();
        boolean first = line.hasNext() && line.next().equals(message);
        if (waiting.remove(message) == null) {
            return;
        }
        if (first && working) {
            working = false;
            if (tellHost) {
                call.emit(new DeliveryEvent.StampNotWanted(message));
            }
            startNext(call);
        }
    }

    private void startNext(DeliveryCall call) {
        if (!working && !waiting.isEmpty()) {
            working = true;
            Map.Entry<Digest, Integer> next = waiting.entrySet().iterator().next();
            byte[] seed = entropy.bytes(Stamp.WORK_LENGTH);
            call.emit(new DeliveryEvent.StampWanted(
                    next.getKey(),
                    new StampWork(StampKind.MESSAGE, next.getKey().bytes(), next.getValue(), seed)));
        }
    }
}
