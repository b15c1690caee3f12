package weft.events;

import java.util.Set;

/**
 * Told inside a process, never on the bus: which shards of the node's addresses it owns from here on. Whoever reads the packet plane reads
 * what is for these.
 *
 * @param shards a shard is the first six bits of an address
 */
public record ShardsOwned(Set<Integer> shards) {}
