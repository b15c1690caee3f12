package weft.message.store.sealing;

import java.util.UUID;

/** The private key of an identity can't be read, or is not the one of its public key: nothing can be sent or received with it. */
public final class UnreadableIdentity extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreadableIdentity(UUID identity, String why) {
        super("the private key of identity " + identity + " can't be used: " + why);
    }
}
