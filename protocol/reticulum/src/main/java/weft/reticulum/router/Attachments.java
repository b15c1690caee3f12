package weft.reticulum.router;

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

    /** The interface, or null when it, or the run of the Router it belonged to, is gone. */
    MeshInterface find(Attachment attachment) {
        return attachment.router().equals(router) && attachment.incarnation() == incarnation
                ? interfaces.get(attachment.interfaceId())
                : null;
    }
}
