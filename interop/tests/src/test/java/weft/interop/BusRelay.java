package weft.interop;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A bus that is slow and not to be trusted: carries the records of each channel from the topic its sender writes to the topic
 * its receiver reads, late, and drops or doubles some as a seed decides. A doubled record comes a second time later on, so it
 * may come behind its successors.
 */
final class BusRelay implements AutoCloseable {

    /** How the records of a channel fare: the time each takes, and how many of a thousand are lost and doubled. */
    record Treatment(Duration delay, int lost, int doubled) {}

    private record Parcel(ProducerRecord<byte[], byte[]> content, long due, long number) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Parcel that = (Parcel) other;
            int byTime = Long.compare(due, that.due);
            return byTime != 0 ? byTime : Long.compare(number, that.number);
        }
    }

    private static final String SENT = ".sent";

    private final Map<String, Treatment> channels;
    private final SplittableRandom chance;
    private final KafkaConsumer<byte[], byte[]> source;
    private final KafkaProducer<byte[], byte[]> target;
    private final DelayQueue<Parcel> underWay = new DelayQueue<>();
    private final AtomicLong carried = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong doubled = new AtomicLong();
    private final Thread taking;
    private final Thread giving;
    private volatile boolean ended;

    private BusRelay(String broker, Map<String, Treatment> channels, long seed) {
        this.channels = channels;
        this.chance = new SplittableRandom(seed);
        this.source = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker, "auto.offset.reset", "earliest", "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.target = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker, "acks", "1", "linger.ms", "0", "enable.idempotence", "false"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        source.assign(channels.keySet().stream()
                .flatMap(channel -> source.partitionsFor(sent(channel)).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList());
        this.taking = Thread.ofPlatform().name("relay takes").start(this::take);
        this.giving = Thread.ofPlatform().name("relay gives").start(this::give);
    }

    /** Begins to carry; both topics of each channel have to be there. */
    static BusRelay start(String broker, Map<String, Treatment> channels, long seed) {
        return new BusRelay(broker, channels, seed);
    }

    /** The topic that the sender of a channel has to write to. */
    static String sent(String channel) {
        return channel + SENT;
    }

    /** The topics that a relay for these channels stands between. */
    static List<String> topics(Collection<String> channels) {
        return channels.stream()
                .flatMap(channel -> List.of(channel, sent(channel)).stream())
                .toList();
    }

    private void take() {
        try (source) {
            while (!ended) {
                source.poll(Duration.ofMillis(200)).forEach(this::treat);
            }
        } catch (WakeupException e) {
            if (!ended) {
                throw e;
            }
        }
    }

    private void treat(ConsumerRecord<byte[], byte[]> record) {
        String channel = record.topic().substring(0, record.topic().length() - SENT.length());
        Treatment treatment = channels.get(channel);
        ProducerRecord<byte[], byte[]> copy = new ProducerRecord<>(channel, record.key(), record.value());
        int draw = chance.nextInt(1000);
        if (draw < treatment.lost()) {
            lost.incrementAndGet();
            return;
        }
        long due = System.nanoTime() + treatment.delay().toNanos();
        underWay.add(new Parcel(copy, due, carried.incrementAndGet()));
        if (draw < treatment.lost() + treatment.doubled()) {
            underWay.add(new Parcel(copy, due + treatment.delay().toNanos(), doubled.incrementAndGet()));
        }
    }

    private void give() {
        try (target) {
            while (!ended) {
                Parcel parcel = underWay.poll(200, TimeUnit.MILLISECONDS);
                if (parcel != null) {
                    target.send(parcel.content());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Records carried so far, without second copies. */
    long carried() {
        return carried.get();
    }

    long lost() {
        return lost.get();
    }

    long doubled() {
        return doubled.get();
    }

    @Override
    public void close() {
        ended = true;
        source.wakeup();
        try {
            taking.join();
            giving.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
