package weft.service.quarantine;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The quarantines of this process, one for each loop over rows, with what operators see of them: the gauge
 * {@code weft_rows_quarantined} and the counter {@code weft_rows_failed}, each with the loop's name, and the readiness data.
 */
@Singleton
public class Quarantines {

    private final MeterRegistry metrics;
    private final Map<String, Quarantine<?>> loops = new ConcurrentHashMap<>();

    public Quarantines(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /**
     * The quarantine of a loop, the same one at each call.
     *
     * @param loop in lower case with hyphens, unique in the process; its rows always have the same type
     */
    public <K> Quarantine<K> of(String loop) {
        return of(loop, Quarantine.LONGEST_PAUSE);
    }

    /** As {@link #of(String)}, for a loop whose rows must not rest longer than that. */
    @SuppressWarnings("unchecked")
    public <K> Quarantine<K> of(String loop, Duration longest) {
        return (Quarantine<K>) loops.computeIfAbsent(loop, name -> make(name, longest));
    }

    /** Rows left aside by each loop that has any. */
    public Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        loops.forEach((loop, rows) -> {
            int size = rows.size();
            if (size > 0) {
                counts.put(loop, size);
            }
        });
        return counts;
    }

    private Quarantine<Object> make(String loop, Duration longest) {
        Counter failed = metrics.counter("weft_rows_failed", "loop", loop);
        Quarantine<Object> made = new Quarantine<>(loop, longest, System::nanoTime, failed::increment);
        Gauge.builder("weft_rows_quarantined", made, Quarantine::size)
                .tag("loop", loop)
                .register(metrics);
        Gauge.builder("weft_rows_quarantined_bound", () -> Quarantine.BOUND)
                .tag("loop", loop)
                .register(metrics);
        return made;
    }
}
