package weft.service.health;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * How the database of a service fares, by a question that is put to it.
 *
 * @param item the code {@code database}: good, slow from a second on, or bad without an answer
 * @param answer what it answered; empty when it did not
 */
public record DatabaseHealth<T>(HealthItem item, Optional<T> answer) {

    private static final Logger LOG = Logger.getLogger(DatabaseHealth.class);
    private static final Duration SLOW = Duration.ofSeconds(1);

    /**
     * Asks, and waits as long as the question does.
     *
     * @param question with an answer that is not null; whatever it throws counts as none
     */
    public static <T> DatabaseHealth<T> of(Supplier<T> question) {
        long begun = System.nanoTime();
        T answer;
        try {
            answer = question.get();
        } catch (RuntimeException away) {
            LOG.debug("The database did not answer", away);
            return new DatabaseHealth<>(HealthItem.bad("database", Map.of()), Optional.empty());
        }
        return answered(answer, Duration.ofNanos(System.nanoTime() - begun));
    }

    static <T> DatabaseHealth<T> answered(T answer, Duration after) {
        Map<String, Object> took = Map.of("ms", after.toMillis());
        HealthItem item =
                after.compareTo(SLOW) < 0 ? HealthItem.good("database", took) : HealthItem.look("database", took);
        return new DatabaseHealth<>(item, Optional.of(answer));
    }
}
