package weft.service.bus;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/**
 * One outgoing channel and what waits in it: a gauge of the records that were put on it and not taken yet, and beside it how
 * many it holds. Past that a record is dropped and counted; one that the broker did not take is counted as given up.
 *
 * <p>The gauge also counts what the consumer has in its hands, so it may stand above the bound a little.
 */
public final class OutgoingChannel<T> {

    private final Emitter<T> channel;
    private final Counter dropped;
    private final Counter givenUp;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param service whose channel it is, as its metrics are called
     * @param bound records that the channel was declared to hold
     * @param dropped counts what it had no room for
     */
    public OutgoingChannel(
            String service, String name, Emitter<T> channel, int bound, Counter dropped, MeterRegistry metrics) {
        this.channel = channel;
        this.dropped = dropped;
        this.givenUp = metrics.counter("weft_" + service + "_bus_given_up", "channel", name);
        Gauge.builder("weft_" + service + "_bus_waiting", waiting::get)
                .tag("channel", name)
                .register(metrics);
        Gauge.builder("weft_" + service + "_bus_waiting_bound", () -> bound)
                .tag("channel", name)
                .register(metrics);
    }

    /** Puts a record on the channel; false when it is full. From any thread, without waiting. */
    public boolean offer(T record, Metadata metadata) {
        waiting.incrementAndGet();
        try {
            channel.send(Message.of(record, metadata, this::taken, _ -> giveUp()));
            return true;
        } catch (IllegalStateException full) {
            waiting.decrementAndGet();
            dropped.increment();
            return false;
        }
    }

    private CompletionStage<Void> giveUp() {
        givenUp.increment();
        return taken();
    }

    private CompletionStage<Void> taken() {
        waiting.decrementAndGet();
        return CompletableFuture.completedFuture(null);
    }
}
