/**
 * The contract between a Router, which faces the mesh, and the Endpoints, which hold keys: what each tells the other.
 *
 * <p>Every record here crosses the bus, so it may come late, twice or never. Router and Endpoint must stay correct in each
 * case; a lost record may cost a retry, never a message. The bus is not a hop: hop counts are as the Router counted them at
 * receive, and an Endpoint sends header type 1 with no hops.
 */
package weft.reticulum.hosting;
