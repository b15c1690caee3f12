/**
 * Delivery of messages to and from one hosted identity (lxmf §6–§8, §13, §15, §16).
 *
 * <p>A host drives a {@link weft.lxmf.endpoint.LxmfEndpoint} with four calls: {@code receive} for what the Router says,
 * {@code handle} for a {@link weft.lxmf.delivery.DeliveryCommand}, {@code onDeadline}, and {@code nextDeadline}. Everything
 * leaves through its sink as records for the Router and {@link weft.lxmf.delivery.DeliveryEvent}s for the host.
 *
 * <p>Nothing here is on disk. What must survive a restart leaves as an event before it matters and comes back with
 * {@link weft.lxmf.delivery.DeliveryCommand.Submit}: the host stores a message before it submits it, stores states as they
 * change, and hands a {@link weft.reticulum.endpoint.ProofTicket} back after what arrived is on disk. A crash between any two
 * of these steps repeats work under the same message id, and never loses a message.
 */
package weft.lxmf.endpoint;
