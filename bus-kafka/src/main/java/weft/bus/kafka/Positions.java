package weft.bus.kafka;

import io.quarkus.arc.Unremovable;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.IncomingInterceptor;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;
import weft.events.BusRejoined;

/**
 * Where this process is in the channels that every replica hears. Their consumers leave no offsets behind, so one that lost its
 * place in its group, because the broker did not hear of it for a while, would go on at the end and never know what came in
 * between. Here it goes on after the last record that it was given, and this process is told of it by {@link BusRejoined}.
 *
 * <p>One offset for each partition that is read; what was given and not yet handled is not given again.
 */
@ApplicationScoped
@Unremovable
@Identifier(Positions.LISTENER) public class Positions implements KafkaConsumerRebalanceListener, IncomingInterceptor {

    /** The name under which the connector finds this. */
    static final String LISTENER = "weft-positions";

    private static final Logger LOG = Logger.getLogger(Positions.class);

    private final Map<TopicPartition, Long> next = new ConcurrentHashMap<>();
    private final Event<BusRejoined> rejoined;

    @Inject
    Positions(Event<BusRejoined> rejoined) {
        this.rejoined = rejoined;
    }

    /** On the consumer's thread, before its first poll with these partitions. */
    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> assigned) {
        Set<String> known = new HashSet<>();
        next.keySet().forEach(partition -> known.add(partition.topic()));
        boolean again = false;
        List<TopicPartition> later = new ArrayList<>();
        for (TopicPartition partition : assigned) {
            Long position = next.get(partition);
            if (position != null) {
                consumer.seek(partition, position);
                again = true;
            } else if (known.contains(partition.topic())) {
                later.add(partition);
            } else {
                next.put(partition, consumer.position(partition));
            }
        }
        // A partition that was added while this process ran: all that is in it was written since.
        if (!later.isEmpty()) {
            consumer.seekToBeginning(later);
            later.forEach(partition -> next.put(partition, consumer.position(partition)));
        }
        if (again) {
            String channel = channel(consumer, assigned);
            LOG.infof("%s: back at the broker, going on where this process was", channel);
            rejoined.fire(new BusRejoined(channel));
        }
    }

    private static String channel(Consumer<?, ?> consumer, Collection<TopicPartition> assigned) {
        return Delivery.channelOf(consumer.groupMetadata().groupId())
                .orElseGet(() -> assigned.iterator().next().topic());
    }

    @Override
    public Message<?> afterMessageReceive(Message<?> message) {
        message.getMetadata(IncomingKafkaRecordMetadata.class)
                .ifPresent(record -> next.computeIfPresent(
                        new TopicPartition(record.getTopic(), record.getPartition()),
                        (_, position) -> Math.max(position, record.getOffset() + 1)));
        return message;
    }

    @Override
    public void onMessageAck(Message<?> message) {
        // Given is enough: it is handled in this process, or its failure is.
    }

    @Override
    public void onMessageNack(Message<?> message, Throwable failure) {
        // As for an acknowledgement: giving it again would not change the outcome.
    }
}
