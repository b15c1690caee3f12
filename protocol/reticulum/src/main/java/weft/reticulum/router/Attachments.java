package weft.reticulum.router;

import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.hosting.Attachment;

/** Names interfaces for Endpoints, and finds the interfaces they name. */
final class Attachments {

    /** The number of the way from one hosted destination to another, which is no interface. */
    static final int LOCAL = 0;

    private final Address router;
    private final long incarnation;
    private final Interfaces interfaces;

    Attachments(RouterConfig config, Interfaces interfaces) {
        this.router = config.identity().identity().hash();
        this.incarnation = config.incarnation();
        this.interfaces = interfaces;
    }

    Attachment of(MeshInterface on) {
        return new Attachment(router, incarnation, on.id());
    }

    Attachment local() {
        return new Attachment(router, incarnation, LOCAL);
    }

    boolean isLocal(Attachment attachment) {
        return attachment.equals(local());
    }

    /** Whether a record is for this Router: the one that its interface belongs to, in whatever run, or else the owner's home. */
    boolean isForUs(Optional<Attachment> on, Optional<Address> home) {
        return on.isPresent() ? on.get().router().equals(router) : isHome(home);
    }

    /** Whether this Router is that home; where none is named, each is. */
    boolean isHome(Optional<Address> home) {
        return home.isEmpty() || home.get().equals(router);
    }

    /** The interface, or null when it, or the run of the Router it belonged to, is gone. */
    MeshInterface find(Attachment attachment) {
        return attachment.router().equals(router) && attachment.incarnation() == incarnation
                ? interfaces.get(attachment.interfaceId())
                : null;
    }
}
