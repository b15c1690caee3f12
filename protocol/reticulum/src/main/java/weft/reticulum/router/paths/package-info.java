/**
 * Where destinations are, and how that is found out: the path table (rns-core §10.2), path requests and their answers
 * (§12), and tunnels (§14).
 *
 * <p>Its faces are {@link PathTable} with its {@link PathEntry}, {@link PathSearch} and {@link Tunnels}; {@link PathRow} is a
 * path as a value for hosts.
 */
package weft.reticulum.router.paths;
