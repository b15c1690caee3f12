package weft.reticulum.endpoint;

import java.util.Optional;
import java.util.random.RandomGenerator;
import weft.reticulum.Address;
import weft.reticulum.Rejection;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.link.FailureReason;

/**
 * The way out of one Endpoint: numbers what goes to the Router, so that outcomes find back. The upper half of a number is the
 * link's, 0 for none; numbers start anywhere, so that outcomes of an earlier run are not mistaken for those of this one.
 */
final class EndpointOutput {

    private static final int LINK_SHIFT = 32;
    private static final long SERIAL_MASK = 0xFFFF_FFFFL;

    private final Address owner;
    private int serial;
    private int links;
    private EndpointSink sink;

    EndpointOutput(Address owner, RandomGenerator random) {
        this.owner = owner;
        this.serial = random.nextInt();
        this.links = random.nextInt(1 << 30);
    }

    /** Where everything goes until {@link #close}. Refuses a call from inside a call. */
    void open(EndpointSink to) {
        if (sink != null) {
            throw new IllegalStateException("a sink calls back into its Endpoint");
        }
        sink = to;
    }

    void close() {
        sink = null;
    }

    /** A number for a new link, never 0. */
    int newLink() {
        links = links == Integer.MAX_VALUE ? 1 : links + 1;
        return links;
    }

    /** Which link an outcome is for; 0 for none. */
    static int linkOf(long ref) {
        return (int) (ref >>> LINK_SHIFT);
    }

    /** Sends, and says under which number. */
    long transmit(int link, Optional<InterfaceRef> on, byte[] raw) {
        serial++;
        long ref = (long) link << LINK_SHIFT | serial & SERIAL_MASK;
        sink.send(new ToRouter.Outbound(owner, ref, on, raw));
        return ref;
    }

    void findPath(Address destination) {
        sink.send(new ToRouter.PathWanted(owner, destination));
    }

    void emit(EndpointEvent event) {
        sink.emit(event);
    }

    void drop(Rejection reason) {
        sink.emit(new EndpointEvent.Dropped(reason));
    }

    void fail(long ref, FailureReason reason) {
        sink.emit(new EndpointEvent.Failed(ref, reason));
    }
}
