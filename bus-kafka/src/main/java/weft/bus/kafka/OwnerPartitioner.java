package weft.bus.kafka;

import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;

/**
 * Puts what is for one shard of the node's addresses into one partition, so that its owner need read no other ({@link OwnedPartitions}).
 * With as many partitions as shards each has its own; with fewer, owners read some of what is for others and pass over it.
 */
public class OwnerPartitioner implements Partitioner {

    /** Bits of an address's first byte that are not of its shard. */
    private static final int BELOW_SHARD = 2;

    @Override
    public int partition(String topic, Object key, byte[] keyBytes, Object value, byte[] valueBytes, Cluster cluster) {
        return partition(shard((String) key), cluster.partitionCountForTopic(topic));
    }

    /** The shard of an address as it stands in a key, 32 hexadecimal digits. */
    static int shard(String address) {
        return Integer.parseInt(address, 0, 2, 16) >>> BELOW_SHARD;
    }

    static int partition(int shard, int partitions) {
        return shard % partitions;
    }

    @Override
    public void configure(Map<String, ?> settings) {
        // It needs none.
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
