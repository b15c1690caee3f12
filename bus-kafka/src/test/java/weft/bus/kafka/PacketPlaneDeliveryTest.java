package weft.bus.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import weft.events.Channels;

/** A record of the packet plane that no broker takes. */
class PacketPlaneDeliveryTest {

    /** It takes five seconds: as long as the records of a link are good for. */
    @Test
    void aRecordIsGivenUpAfterFiveSeconds() throws IOException {
        // It takes connections and never answers, as a broker does that hangs.
        try (ServerSocket broker = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                KafkaProducer<byte[], byte[]> producer = producer(broker.getLocalPort())) {
            long begun = System.nanoTime();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> producer.send(new ProducerRecord<>(Channels.PACKETS_INBOUND, new byte[1]))
                            .get())
                    .withCauseInstanceOf(TimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(20));
            producer.close(Duration.ZERO);
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(int port) {
        Map<String, Object> settings = Delivery.PACKET_PLANE.settings("transport-service", Channels.PACKETS_INBOUND);
        settings.put("bootstrap.servers", "127.0.0.1:" + port);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
