/**
 * Hosts the members' LXMF endpoints: who owns which shard, the machines on their Vert.x contexts, and what carries their
 * events to disk and back. A machine is touched by its context alone; everything that waits for the database runs on virtual
 * threads and comes back as a command.
 */
package weft.message.hosting;
