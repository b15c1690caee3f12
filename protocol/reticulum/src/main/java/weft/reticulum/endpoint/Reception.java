package weft.reticulum.endpoint;

import java.util.Optional;
import weft.reticulum.Digest;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.Signal;

/**
 * How a packet reached an Endpoint, for the message's trace.
 *
 * @param hops as counted by the Router: a neighbour is 1
 * @param signal what the radio said of it, where there is one
 */
public record Reception(Digest packetHash, InterfaceRef from, int hops, Optional<Signal> signal) {}
