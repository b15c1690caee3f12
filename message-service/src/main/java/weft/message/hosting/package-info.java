/**
 * Hosting: who owns which shard ({@link weft.message.hosting.Ownership}), which endpoints are hosted therefore
 * ({@link weft.message.hosting.Hosting}), made of what the store has ({@code StoredEndpoints}), and what carries their events to
 * disk and back. The endpoints themselves, and where they run, are in {@link weft.message.hosting.endpoint}; whatever waits for the
 * database runs on virtual threads and comes back to them as a command.
 */
package weft.message.hosting;
