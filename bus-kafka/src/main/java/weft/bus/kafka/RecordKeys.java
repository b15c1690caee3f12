package weft.bus.kafka;

import io.smallrye.reactive.messaging.OutgoingInterceptor;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Message;
import weft.events.Keyed;
import weft.events.RecordKey;

/** Gives each outgoing record the key that its sender named, so that Kafka keeps the order of what has the same key. */
@ApplicationScoped
public class RecordKeys implements OutgoingInterceptor {

    @Override
    public Message<?> beforeMessageSend(Message<?> message) {
        return key(message)
                .<Message<?>>map(key -> message.addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                        .withKey(key)
                        .build()))
                .orElse(message);
    }

    private static Optional<String> key(Message<?> message) {
        return message.getPayload() instanceof Keyed event
                ? Optional.of(event.key())
                : message.getMetadata(RecordKey.class).map(RecordKey::key);
    }

    @Override
    public void onMessageAck(Message<?> message) {
        // Whoever sent the message is told by its own acknowledgement.
    }

    @Override
    public void onMessageNack(Message<?> message, Throwable failure) {
        // The connector logs it, and tells the sender.
    }
}
