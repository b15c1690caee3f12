package weft.simulator;

import java.util.ArrayList;
import java.util.List;
import weft.reticulum.Digest;

/** Every mailbox of a mesh, for what must hold between sender and recipient. */
final class Post {

    private final List<SimulatedMailbox> mailboxes = new ArrayList<>();

    void add(SimulatedMailbox mailbox) {
        mailboxes.add(mailbox);
    }

    boolean isJournalled(Digest message) {
        return mailboxes.stream().anyMatch(mailbox -> mailbox.hasJournalled(message));
    }
}
