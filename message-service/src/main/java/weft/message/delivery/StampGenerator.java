package weft.message.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import weft.lxmf.stamp.Stamp;
import weft.lxmf.stamp.StampSearch;
import weft.lxmf.stamp.StampWork;
import weft.reticulum.Digest;

/**
 * Finds stamps on a few threads of low priority; one core stays free for everything else.
 *
 * <p>At most {@value #BOUND} searches wait. At the bound the search is refused, counted, and the message waits in its queue
 * on disk.
 */
@ApplicationScoped
public class StampGenerator {

    /** Searches that wait for a thread. */
    public static final int BOUND = 1_000;

    private static final Logger LOG = Logger.getLogger(StampGenerator.class);
    private static final int SLICE = 100_000;

    private final Map<Digest, Boolean> wanted = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor pool;
    private final Counter refused;

    StampGenerator(MeterRegistry metrics) {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        pool = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(BOUND),
                Thread.ofPlatform()
                        .name("stamp-", 0)
                        .priority(Thread.MIN_PRIORITY)
                        .daemon()
                        .factory());
        pool.allowCoreThreadTimeOut(true);
        refused = metrics.counter("weft_stamp_searches_refused");
        Gauge.builder("weft_stamp_searches_waiting", pool.getQueue(), java.util.Collection::size)
                .register(metrics);
        Gauge.builder("weft_stamp_searches_waiting_bound", () -> BOUND).register(metrics);
    }

    /**
     * Searches a stamp for a message. A message has one search at a time; a second call for it does nothing.
     *
     * @param done gets the stamp, or nothing when the search was cancelled; on a pool thread
     * @return false when the bound is reached: nothing was begun
     */
    public boolean search(Digest message, StampWork work, Consumer<Optional<Stamp>> done) {
        if (wanted.putIfAbsent(message, true) != null) {
            return true;
        }
        try {
            pool.execute(() -> run(message, work, done));
            return true;
        } catch (RejectedExecutionException full) {
            wanted.remove(message);
            refused.increment();
            return false;
        }
    }

    /** Stops the search for a message at its next slice, a few hundredths of a second away. */
    public void cancel(Digest message) {
        wanted.replace(message, false);
    }

    private void run(Digest message, StampWork work, Consumer<Optional<Stamp>> done) {
        Optional<Stamp> found = Optional.empty();
        try {
            // One that was cancelled while it waited is not worth its workblock.
            StampSearch search = isWanted(message) ? work.begin() : null;
            while (found.isEmpty() && isWanted(message) && !Thread.interrupted()) {
                found = search.next(SLICE);
            }
        } finally {
            wanted.remove(message);
            tell(done, found);
        }
    }

    private boolean isWanted(Digest message) {
        return Boolean.TRUE.equals(wanted.get(message));
    }

    private static void tell(Consumer<Optional<Stamp>> done, Optional<Stamp> found) {
        try {
            done.accept(found);
        } catch (RuntimeException e) {
            // The search's owner finds the message still waiting in its queue and asks again.
            LOG.warn("a stamp was found and could not be stored", e);
        }
    }

    @PreDestroy
    void stop() {
        pool.shutdownNow();
    }
}
