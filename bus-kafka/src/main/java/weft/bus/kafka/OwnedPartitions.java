package weft.bus.kafka;

import io.quarkus.arc.Unremovable;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import weft.events.Channels;
import weft.events.ShardsOwned;

/**
 * Has this process read, of the channels to the owner of an address, the partitions of the shards that it owns and no others. One that
 * is new to it is read from its end: what was lost between two owners is sent again, as on any lossy medium.
 *
 * <p>What the broker does not answer is asked again every {@value #AGAIN_MILLIS} ms. Partitions that are added to a topic are read after the
 * next change of owners.
 */
@ApplicationScoped
@Unremovable
public class OwnedPartitions {

    static final List<String> CHANNELS =
            List.of(Channels.PACKETS_INBOUND, Channels.PACKET_OUTCOMES, Channels.PATH_KNOWN, Channels.PATH_REQUESTED);

    private static final Logger LOG = Logger.getLogger(OwnedPartitions.class);
    private static final long AGAIN_MILLIS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final KafkaClientService clients;
    private final Vertx vertx;
    private volatile Set<Integer> owned = Set.of();

    @Inject
    OwnedPartitions(KafkaClientService clients, Vertx vertx) {
        this.clients = clients;
        this.vertx = vertx;
    }

    /** From any thread, without waiting. */
    void owned(@Observes ShardsOwned event) {
        owned = event.shards();
        CHANNELS.forEach(channel -> read(channel, event.shards()));
    }

    private void read(String channel, Set<Integer> shards) {
        List<KafkaConsumer<Object, Object>> consumers = clients.getConsumers(channel);
        if (consumers.isEmpty()) {
            again(channel, shards);
        } else {
            consumers.forEach(consumer -> consumer.runOnPollingThread(polling -> {
                        assign(polling, channel, shards);
                    })
                    .subscribe()
                    .with(_ -> {}, failed -> {
                        LOG.debugf(failed, "%s: its partitions are not known yet", channel);
                        again(channel, shards);
                    }));
        }
    }

    private void again(String channel, Set<Integer> shards) {
        vertx.setTimer(AGAIN_MILLIS, _ -> {
            // Owners that have changed since have asked by themselves.
            if (shards == owned) {
                read(channel, shards);
            }
        });
    }

    private static void assign(Consumer<Object, Object> consumer, String channel, Set<Integer> shards) {
        int partitions = consumer.partitionsFor(channel, PATIENCE).size();
        Set<TopicPartition> wanted = shards.stream()
                .map(shard -> new TopicPartition(channel, OwnerPartitioner.partition(shard, partitions)))
                .collect(Collectors.toSet());
        // A consumer of nothing can't poll; what it reads instead is for nobody here.
        consumer.assign(wanted.isEmpty() ? Set.of(new TopicPartition(channel, 0)) : wanted);
    }
}
