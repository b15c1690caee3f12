package weft.reticulum.endpoint;

import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.Rejection;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.Link;
import weft.reticulum.link.LinkTransport;

/** One link and its way out, shared by everything that works on it. */
final class LinkPort {

    private final Link link;
    private final int number;
    private final Outbox outbox;
    private final LinkTransport transport;
    private long lastRef;

    LinkPort(Link link, int number, Outbox outbox) {
        this.link = link;
        this.number = number;
        this.outbox = outbox;
        this.transport = raw -> lastRef = outbox.transmit(number, link.attachment(), raw);
    }

    Link link() {
        return link;
    }

    Address id() {
        return link.id();
    }

    int number() {
        return number;
    }

    LinkTransport transport() {
        return transport;
    }

    /** The number under which the last packet went to the Router. */
    long lastRef() {
        return lastRef;
    }

    Digest send(long now, int context, byte[] plaintext) {
        return link.send(now, context, plaintext, transport);
    }

    void emit(EndpointEvent event) {
        outbox.emit(event);
    }

    void drop(Rejection reason) {
        outbox.drop(reason);
    }

    void fail(long ref, FailureReason reason) {
        outbox.fail(ref, reason);
    }

    void deliver(long ref) {
        outbox.emit(new EndpointEvent.Delivered(ref));
    }
}
