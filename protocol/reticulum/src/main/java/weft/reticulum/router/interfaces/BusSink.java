package weft.reticulum.router.interfaces;

import weft.reticulum.hosting.ToEndpoint;

/** Where the rooms hand what Endpoints are told to the bus. */
@FunctionalInterface
public interface BusSink {

    /** @return false when the bus does not take it */
    boolean toEndpoint(ToEndpoint record);
}
