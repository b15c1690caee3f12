package weft.lxmf.ticket;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import weft.reticulum.Digest;
import weft.reticulum.Entropy;

/**
 * The tickets between one own identity and one contact (lxmf §12). A value: each rule is a function that gives the next
 * state, which the host stores in the same transaction as what caused it.
 *
 * @param held what the contact gave us, to write to it without work
 * @param issued what we gave the contact, oldest first; at most {@link #MAX_ISSUED}
 * @param lastDelivered when a message with a ticket was last proven by the contact, in seconds since 1970
 */
public record TicketBook(Optional<Ticket> held, List<Ticket> issued, OptionalDouble lastDelivered) {

    /** No tickets. */
    public static final TicketBook EMPTY = new TicketBook(Optional.empty(), List.of(), OptionalDouble.empty());

    /** How long a new ticket is good, in seconds. */
    public static final long VALIDITY = 21 * 86_400;

    /** A ticket with no more than this left is not given again; a new one is made. In seconds. */
    public static final long RENEW_BELOW = 14 * 86_400;

    /** How long an expired ticket that we issued is remembered, in seconds. */
    public static final long GRACE = 5 * 86_400;

    /** Least time between two messages that carry a ticket to one contact, in seconds. */
    public static final long DELIVERY_INTERVAL = 86_400;

    /** Most issued tickets per contact. The rules make four at most; a clock that jumps could make more. */
    public static final int MAX_ISSUED = 16;

    /** Copies the list. */
    public TicketBook {
        issued = List.copyOf(issued);
    }

    /** A ticket to put into a message, and the book that remembers it. */
    public record Issue(Ticket ticket, TicketBook book) {}

    /**
     * The ticket to include in a message to the contact, when one was asked for.
     *
     * @return the last one again while it has more than 14 days left, else a new one; empty when the contact proved a ticket
     *     less than a day ago
     */
    public Optional<Issue> issue(double unixTime, Entropy entropy) {
        if (lastDelivered.isPresent() && unixTime - lastDelivered.getAsDouble() < DELIVERY_INTERVAL) {
            return Optional.empty();
        }
        for (Ticket ticket : issued) {
            if (ticket.expiresAt() - unixTime > RENEW_BELOW) {
                return Optional.of(new Issue(ticket, this));
            }
        }
        Ticket fresh = new Ticket(unixTime + VALIDITY, entropy.bytes(Ticket.LENGTH));
        List<Ticket> all = new ArrayList<>(issued);
        all.add(fresh);
        while (all.size() > MAX_ISSUED) {
            all.removeFirst();
        }
        return Optional.of(new Issue(fresh, new TicketBook(held, all, lastDelivered)));
    }

    /** The contact proved a message that carried a ticket. */
    public TicketBook delivered(double unixTime) {
        return new TicketBook(held, issued, OptionalDouble.of(unixTime));
    }

    /**
     * A ticket came in a message of the contact whose signature is valid. It replaces the one held; an expired one is
     * ignored.
     */
    public TicketBook received(Ticket ticket, double unixTime) {
        return ticket.isValidAt(unixTime) ? new TicketBook(Optional.of(ticket), issued, lastDelivered) : this;
    }

    /** The ticket with which to write to the contact, if there is a good one. */
    public Optional<Ticket> usable(double unixTime) {
        return held.filter(ticket -> ticket.isValidAt(unixTime));
    }

    /** Whether the contact made this stamp from a ticket that is still good. */
    public boolean accepts(byte[] stamp, Digest message, double unixTime) {
        return issued.stream().anyMatch(ticket -> ticket.isValidAt(unixTime) && ticket.made(stamp, message));
    }

    /** Without what is past: held tickets at their expiry, issued ones five days later. */
    public TicketBook cleaned(double unixTime) {
        List<Ticket> kept = issued.stream()
                .filter(ticket -> ticket.expiresAt() + GRACE > unixTime)
                .toList();
        return new TicketBook(usable(unixTime), kept, lastDelivered);
    }
}
