package weft.lxmf.endpoint;

import weft.lxmf.delivery.DeliveryEvent;
import weft.reticulum.hosting.ToRouter;

/**
 * Where the actions of an {@link LxmfEndpoint} go. Called during a call of it and on its thread; must not throw and must not
 * call back in.
 */
public interface DeliverySink {

    /** Put this record on the bus to the Router. Losing it costs a retry. */
    void send(ToRouter record);

    /** Something the host has to store, show or decide. */
    void emit(DeliveryEvent event);
}
