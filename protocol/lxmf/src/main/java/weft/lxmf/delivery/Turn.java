package weft.lxmf.delivery;

import weft.reticulum.Digest;
import weft.reticulum.endpoint.EndpointCommand;

/**
 * One call of the machine: when it happens and where its actions go.
 *
 * @param now monotonic nanoseconds
 * @param unixSeconds the wall clock, for what expires by date
 */
record Turn(long now, long unixSeconds, DeliveryActions actions) {

    void command(EndpointCommand command) {
        actions.command(command);
    }

    void emit(DeliveryEvent event) {
        actions.emit(event);
    }

    void trace(Digest message, TraceStep step) {
        actions.emit(new DeliveryEvent.Traced(message, step));
    }
}
