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
    private final EndpointOutput output;
    private final LinkTransport transport;
    private final int hops;
    private long lastRef;
    private long usedAt;

    /**
     * A link and its way.
     *
     * @param hops that the peer's request has come; 0 for an own link
     */
    LinkPort(long now, Link link, int hops, int number, EndpointOutput output) {
        this.link = link;
        this.hops = hops;
        this.usedAt = now;
        this.number = number;
        this.output = output;
        this.transport = raw -> lastRef = output.transmit(number, link.on(), raw);
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

    int hops() {
        return hops;
    }

    /** When the link came up, or something last happened on it that its host had use for. */
    long usedAt() {
        return usedAt;
    }

    void used(long now) {
        usedAt = now;
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
        output.emit(event);
    }

    void drop(Rejection reason) {
        output.drop(reason);
    }

    void fail(long ref, FailureReason reason) {
        output.fail(ref, reason);
    }

    void deliver(long ref) {
        output.emit(new EndpointEvent.Delivered(ref));
    }
}
