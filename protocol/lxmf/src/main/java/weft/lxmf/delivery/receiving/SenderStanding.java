package weft.lxmf.delivery.receiving;

import java.util.Optional;
import weft.lxmf.ticket.TicketBook;
import weft.reticulum.identity.Identity;

/**
 * What the host knows of the source of a message and of the message itself when it decides (lxmf §15).
 *
 * @param identity the keys of the source's delivery destination, from an announce or from the link the message came on
 * @param blackholed whether that identity is on the node's blackhole list
 * @param blocked whether the member blocked the source
 * @param contact whether the source is somebody the member knows
 * @param tickets what was issued to the source
 * @param seenBefore whether a message with this id was decided before, kept or refused, within 180 days
 */
public record SenderStanding(
        Optional<Identity> identity,
        boolean blackholed,
        boolean blocked,
        boolean contact,
        TicketBook tickets,
        boolean seenBefore) {

    /** Nothing known of the source. */
    public static final SenderStanding STRANGER =
            new SenderStanding(Optional.empty(), false, false, false, TicketBook.EMPTY, false);
}
