package weft.reticulum.endpoint;

import weft.reticulum.hosting.ToRouter;

/**
 * Where the actions of an Endpoint go. Called during a call of the Endpoint and on its thread; must not throw and must not
 * call back in.
 */
public interface EndpointSink {

    /** Put this record on the bus to the Router. Losing it costs a retry. */
    void send(ToRouter record);

    /** Something the host has to know or decide. */
    void emit(EndpointEvent event);
}
