/**
 * The machine that holds a hosted destination's keys: packets, links, resources, requests and channels of one identity.
 *
 * <p>An {@code Endpoint} is driven by one owner thread with four calls: {@code receive(now, ToEndpoint, sink)} for what the
 * Router says, {@code handle(now, EndpointCommand, sink)} for what the host wants, {@code onDeadline(now, sink)}, and
 * {@code nextDeadline()}. Everything it does leaves through the {@link weft.reticulum.endpoint.EndpointSink}: records for the
 * Router and {@link weft.reticulum.endpoint.EndpointEvent}s for the host. Commands and events are values, so that a protocol
 * built on top (LXMF) is itself a machine that takes events and gives commands, and never holds an Endpoint.
 *
 * <p>Commit, then prove: nothing received is acknowledged to its sender before the host hands back its
 * {@link weft.reticulum.endpoint.ProofTicket}.
 */
package weft.reticulum.endpoint;
