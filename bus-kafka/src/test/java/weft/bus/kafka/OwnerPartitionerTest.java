package weft.bus.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weft.events.Channels;

class OwnerPartitionerTest {

    private static final String REST = "0123456789abcdef0123456789abcd";

    @ParameterizedTest
    @CsvSource({"00, 0", "03, 0", "04, 1", "7f, 31", "80, 32", "ff, 63"})
    void aShardIsTheFirstSixBitsOfItsAddress(String first, int shard) {
        assertThat(OwnerPartitioner.shard(first + REST)).isEqualTo(shard);
        assertThat(partition(first + REST, 64)).isEqualTo(shard);
    }

    @Test
    void withFewerPartitionsEachShardStillHasOneOfThem() {
        assertThat(IntStream.range(0, 64).map(shard -> partition("%02x".formatted(shard << 2) + REST, 3)))
                .containsExactlyElementsOf(
                        IntStream.range(0, 64).map(shard -> shard % 3).boxed().toList());
    }

    private static int partition(String key, int partitions) {
        List<PartitionInfo> all = IntStream.range(0, partitions)
                .mapToObj(i -> new PartitionInfo(Channels.PACKETS_INBOUND, i, Node.noNode(), new Node[0], new Node[0]))
                .toList();
        return new OwnerPartitioner()
                .partition(
                        Channels.PACKETS_INBOUND,
                        key,
                        null,
                        null,
                        null,
                        new Cluster("test", List.of(), all, Set.of(), Set.of()));
    }
}
