package weft.lxmf.delivery.sending;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import weft.lxmf.delivery.DeliveryCall;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.delivery.Recipient;
import weft.lxmf.ticket.Ticket;
import weft.reticulum.Address;
import weft.reticulum.endpoint.EndpointCommand;

/** Somebody messages go to: what is known of it, and its messages in their order. */
final class Correspondent {

    private static final long NEVER = Long.MIN_VALUE;

    final Address address;
    /** Unfinished messages, oldest first. */
    final Set<QueuedMessage> queue = new LinkedHashSet<>();

    Optional<Recipient> recipient = Optional.empty();
    Optional<Ticket> ticket = Optional.empty();
    Pace pace = Pace.UNKNOWN;
    long linkRoundTrip;
    private long pathAskedAt = NEVER;
    private int pathRequests;
    private int underWay;

    Correspondent(Address address) {
        this.address = address;
    }

    /**
     * Takes what an announce says. Tells whether it is one not seen before.
     *
     * @param live whether it was heard just now; one remembered by somebody else counts only when it was made later
     */
    boolean learn(Recipient heard, boolean live) {
        boolean fresh = recipient
                .map(known ->
                        !known.announce().equals(heard.announce()) && (live || heard.emittedAt() >= known.emittedAt()))
                .orElse(true);
        if (fresh) {
            recipient = Optional.of(heard);
        }
        return fresh;
    }

    /** Takes the ticket that lasts longer. */
    void hold(Ticket given) {
        if (ticket.isEmpty() || given.expiresAt() >= ticket.get().expiresAt()) {
            ticket = Optional.of(given);
        }
    }

    /** Asks for a path, unless that was done a short while ago. Tells the number of the request, 0 for none. */
    int askPath(DeliverySettings settings, DeliveryCall call) {
        if (pathAskedAt != NEVER && call.now() - pathAskedAt < pace.pathRepeat(settings)) {
            return 0;
        }
        pathAskedAt = call.now();
        call.command(new EndpointCommand.FindPath(address));
        return ++pathRequests;
    }

    /** A path or the recipient itself was heard. */
    void pathHeard() {
        pathRequests = 0;
    }

    int attempts(DeliverySettings settings) {
        return pace.attempts(settings);
    }

    void countUnderWay(int change) {
        underWay += change;
    }

    boolean hasRoom(QueuedMessage item, DeliverySettings settings) {
        return pace.isSlow(linkRoundTrip)
                ? underWay == 0 && queue.iterator().next() == item
                : underWay < settings.inFlight();
    }
}
