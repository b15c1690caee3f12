package weft.transport.store;

import java.time.Instant;
import weft.reticulum.Address;

/**
 * An announce as it is kept and listed.
 *
 * @param name what the destination calls itself, cleaned for display; null when it says nothing readable
 * @param hops 1 for a neighbour, 0 for a destination of this node
 */
public record Announced(
        Address address, Address identity, String aspect, String name, int hops, String interfaceName, Instant time) {}
