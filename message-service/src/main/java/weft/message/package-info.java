/**
 * The members' half of a node: identities, conversations and messages, and the Endpoints that hold their keys.
 *
 * <p>{@code api} answers over HTTP, {@code hosting} has the Endpoints and the loops that bring messages to disk and on their way,
 * {@code stream} tells clients what changes, {@code delivery} writes a message, decides on one and hands it over inside the node,
 * {@code store} is PostgreSQL, {@code bus} the way to and from the other services, {@code domain} the rules. Requests and loops run on
 * virtual threads, which may wait for the database; the Endpoints run on Vert.x contexts, which may not.
 */
package weft.message;
