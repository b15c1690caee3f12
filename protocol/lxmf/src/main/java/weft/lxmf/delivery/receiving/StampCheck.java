package weft.lxmf.delivery.receiving;

import java.util.OptionalInt;
import weft.lxmf.message.Message;
import weft.lxmf.stamp.Stamp;
import weft.lxmf.stamp.StampKind;
import weft.lxmf.stamp.Workblock;
import weft.lxmf.ticket.TicketBook;

/**
 * What the stamp of an incoming message is worth (lxmf §11, §12).
 *
 * @param value bits of work, {@link Stamp#TICKET_VALUE} for a ticket; empty when none was asked for or none came
 * @param paid whether that is as much as was asked for
 */
record StampCheck(OptionalInt value, boolean paid) {

    private static final StampCheck NOTHING = new StampCheck(OptionalInt.empty(), false);

    /** Tickets first; a proof of work must have its 32 bytes, which the reference does not look at. */
    static StampCheck of(Message message, OptionalInt cost, TicketBook tickets, double unixTime) {
        if (cost.isEmpty() || message.stamp().isEmpty()) {
            return NOTHING;
        }
        byte[] stamp = message.stamp().get();
        if (stamp.length == Stamp.TICKET_LENGTH && tickets.accepts(stamp, message.id(), unixTime)) {
            return new StampCheck(OptionalInt.of(Stamp.TICKET_VALUE), true);
        }
        if (stamp.length != Stamp.WORK_LENGTH) {
            return NOTHING;
        }
        Workblock workblock = Workblock.of(StampKind.MESSAGE, message.id().bytes());
        return new StampCheck(OptionalInt.of(workblock.value(stamp)), workblock.pays(stamp, cost.getAsInt()));
    }
}
