package weft.bus.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.Test;
import weft.events.BusRejoined;
import weft.events.Channels;

/** A consumer that every replica has loses its place in its group, and misses nothing of what came meanwhile. */
class PositionsTest {

    private static final TopicPartition ONE = new TopicPartition(Channels.SESSION_EVENTS, 0);
    private static final TopicPartition TWO = new TopicPartition(Channels.SESSION_EVENTS, 1);

    private final List<BusRejoined> told = new ArrayList<>();
    private final Positions positions = new Positions(new Told());
    private final MockConsumer<String, String> consumer = new MockConsumer<>("latest");

    @Test
    void itBeginsAtTheEndAndTellsNobody() {
        join(Map.of(ONE, 7L, TWO, 0L));

        assertThat(consumer.position(ONE)).isEqualTo(7);
        assertThat(told).isEmpty();
    }

    @Test
    void whenItComesBackItGoesOnAfterTheLastRecordThatItWasGivenAndThisProcessIsTold() {
        join(Map.of(ONE, 7L, TWO, 3L));
        give(ONE, 7);
        give(ONE, 9);
        give(ONE, 8);

        join(Map.of(ONE, 20L, TWO, 30L));

        assertThat(consumer.position(ONE)).isEqualTo(10);
        assertThat(consumer.position(TWO)).isEqualTo(3);
        assertThat(told).containsExactly(new BusRejoined(Channels.SESSION_EVENTS));
    }

    @Test
    void aPartitionThatIsAddedMeanwhileIsReadFromItsBeginning() {
        join(Map.of(ONE, 7L));

        consumer.updateBeginningOffsets(Map.of(TWO, 0L));
        join(Map.of(ONE, 7L, TWO, 5L));

        assertThat(consumer.position(TWO)).isZero();
    }

    @Test
    void recordsOfOtherChannelsAreNotLookedAt() {
        give(ONE, 100);
        join(Map.of(ONE, 7L));

        assertThat(consumer.position(ONE)).isEqualTo(7);
        assertThat(told).isEmpty();
    }

    @Test
    void theChannelsOfEveryReplicaHaveItAndThePacketPlaneHasNot() {
        String key = "consumer-rebalance-listener.name";

        assertThat(Delivery.EVENTS_TO_EVERY_REPLICA.settings("message-service", Channels.SESSION_EVENTS))
                .containsEntry(key, Positions.LISTENER);
        assertThat(Delivery.PACKET_PLANE.settings("message-service", Channels.PACKETS_INBOUND))
                .doesNotContainKey(key);
        assertThat(Delivery.channelOf((String) Delivery.EVENTS_TO_EVERY_REPLICA
                        .settings("any", Channels.SESSION_EVENTS)
                        .get("group.id")))
                .contains(Channels.SESSION_EVENTS);
    }

    private void join(Map<TopicPartition, Long> ends) {
        if (consumer.subscription().isEmpty()) {
            consumer.subscribe(List.of(Channels.SESSION_EVENTS));
        }
        consumer.updateEndOffsets(ends);
        consumer.rebalance(List.of());
        consumer.rebalance(ends.keySet());
        positions.onPartitionsAssigned(consumer, ends.keySet());
    }

    private void give(TopicPartition partition, long offset) {
        var record = new ConsumerRecord<>(partition.topic(), partition.partition(), offset, "key", "value");
        positions.afterMessageReceive(
                Message.of("value", Metadata.of(new IncomingKafkaRecordMetadata<>(record, Channels.SESSION_EVENTS))));
    }

    /** What this process is told. */
    private final class Told implements Event<BusRejoined> {
        @Override
        public void fire(BusRejoined event) {
            told.add(event);
        }

        @Override
        public <U extends BusRejoined> CompletionStage<U> fireAsync(U event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends BusRejoined> CompletionStage<U> fireAsync(U event, NotificationOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Event<BusRejoined> select(Annotation... qualifiers) {
            return this;
        }

        @Override
        public <U extends BusRejoined> Event<U> select(Class<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends BusRejoined> Event<U> select(TypeLiteral<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }
    }
}
