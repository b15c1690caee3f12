/**
 * The packets and links of hosted destinations, on their way in and out (rns-core §7.9). What a record says, and to whom,
 * stands in {@link weft.reticulum.hosting}.
 *
 * <p>Its face is {@link HostedTraffic}, which finds a {@link HostedLink} by its id.
 */
package weft.reticulum.router.hosting;
