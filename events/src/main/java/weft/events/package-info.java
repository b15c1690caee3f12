/**
 * What travels on the bus: the names of its channels, and one record for each event.
 *
 * <p>There are two planes. The packet plane carries mesh packets at most once, as bytes in the form of the hosting
 * contract; losing a record may cost a retry, never a message. The event plane carries facts at least once, as JSON
 * made from the records in this package; consumers are idempotent. Events name things by id and never hold what a member
 * wrote.
 *
 * <p>With no connector on the classpath the channels are wired in memory, which is the one-process node; in the cluster
 * they are topics of the same names. No code knows which.
 */
package weft.events;
