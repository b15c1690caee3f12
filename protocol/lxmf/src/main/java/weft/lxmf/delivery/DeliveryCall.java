package weft.lxmf.delivery;

import weft.reticulum.Digest;
import weft.reticulum.endpoint.EndpointCommand;

/**
 * One call of the machine: when it happens and where its actions go.
 *
 * @param now monotonic nanoseconds
 * @param unixSeconds the wall clock, for what expires by date
 */
public record DeliveryCall(long now, long unixSeconds, DeliveryActions actions) {

    /** For the identity's Endpoint. */
    public void command(EndpointCommand command) {
        actions.command(command);
    }

    /** For the host. */
    public void emit(DeliveryEvent event) {
        actions.emit(event);
    }

    /** A line for a message's trace. */
    public void trace(Digest message, TraceStep step) {
        actions.emit(new DeliveryEvent.Traced(message, step));
    }
}
