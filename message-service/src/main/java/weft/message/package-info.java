/**
 * The members' half of a node: identities, conversations and messages, and the Endpoints that hold their keys.
 *
 * <p>{@code api} is the HTTP door, {@code domain} the rules, {@code store} PostgreSQL, {@code delivery} what carries a message
 * from a member to its peer and back (journal, decision, queue, hosts of the Endpoints), {@code bus} the way to and from the
 * transport service. Request and delivery work runs on virtual threads, which may wait for the database; the Endpoints run on
 * Vert.x contexts, which may not.
 */
package weft.message;
