package weft.lxmf.delivery;

import weft.reticulum.endpoint.EndpointCommand;

/**
 * Where the actions of a delivery go. Called during a call of it and on its thread; must not throw and must not
 * call back in.
 */
public interface DeliveryActions {

    /** For the identity's Endpoint. */
    void command(EndpointCommand command);

    /** For the host. */
    void emit(DeliveryEvent event);
}
