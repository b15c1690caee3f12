package weft.lxmf.delivery;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
    Readiness prepare(Outgoing item, Turn turn) {
        Optional<Recipient> recipient = item.peer.recipient;
        OptionalInt cost =
                recipient.isPresent() ? recipient.get().stampCostAt(turn.unixSeconds()) : OptionalInt.empty();
        boolean costKnown = recipient.isPresent() && recipient.get().remembersCostAt(turn.unixSeconds());
        Optional<Ticket> ticket = item.peer.ticket.filter(held -> held.isValidAt(turn.unixSeconds()));
        if (ticket.isPresent() && (cost.isPresent() || !costKnown)) {
            useTicket(item, ticket.get(), turn);
            return Readiness.READY;
        }
        item.stamp = item.stamp.filter(stamp -> stamp.value() != Stamp.TICKET_VALUE);
        if (cost.isEmpty() || item.stamp.map(Stamp::value).orElse(0) >= cost.getAsInt()) {
            return Readiness.READY;
        }
        if (cost.getAsInt() > settings.maxStampCost()) {
            return Readiness.TOO_COSTLY;
        }
        turn.trace(item.id, new TraceStep.StampNeeded(cost.getAsInt()));
        waiting.put(item.id, cost.getAsInt());
        startNext(turn);
        return Readiness.WAITING;
    }

    private static void useTicket(Outgoing item, Ticket ticket, Turn turn) {
        if (item.stamp.map(Stamp::value).orElse(0) != Stamp.TICKET_VALUE) {
            turn.trace(item.id, new TraceStep.TicketUsed());
        }
        item.stamp = Optional.of(new Stamp(ticket.stampFor(item.id), Stamp.TICKET_VALUE));
    }

    /** The search for this message is over, whether it was found, given up or is not wanted. */
    void leave(Digest message, boolean tellHost, Turn turn) {
        Iterator<Digest> line = waiting.keySet().iterator();
        boolean first = line.hasNext() && line.next().equals(message);
        if (waiting.remove(message) == null) {
            return;
        }
        if (first && working) {
            working = false;
            if (tellHost) {
                turn.emit(new DeliveryEvent.StampNotWanted(message));
            }
            startNext(turn);
        }
    }

    private void startNext(Turn turn) {
        if (!working && !waiting.isEmpty()) {
            working = true;
            Map.Entry<Digest, Integer> next = waiting.entrySet().iterator().next();
            byte[] seed = entropy.bytes(Stamp.WORK_LENGTH);
            turn.emit(new DeliveryEvent.StampWanted(
                    next.getKey(),
                    new StampWork(StampKind.MESSAGE, next.getKey().bytes(), next.getValue(), seed)));
        }
    }
}
