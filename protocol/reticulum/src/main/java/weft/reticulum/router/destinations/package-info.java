/**
 * The destinations behind this Router, and how they are made known: those that Endpoints host, and the probe responder
 * (rns-core §11.5, §12.2, §17.1).
 *
 * <p>Its face is {@link OwnDestinations}, which finds a {@link HostedDestination} by its address.
 */
package weft.reticulum.router.destinations;
