package weft.service.log;

import java.time.Duration;
import java.util.Set;
import java.util.logging.LogRecord;

/**
 * Failures of which a library logs one for everything that was under way when one thing ended, a connection to the database for
 * example. They say the same and mean one fault, so one line in {@link #PAUSE} is kept.
 */
final class Repeats {

    /** From one line to the next. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    /** What the database's client says of each answer that comes after its connection was given up. */
    private static final Set<String> MESSAGES = Set.of("Result is already complete");

    private final Sampled lines = new Sampled(PAUSE);

    /** Whether that line is to be seen. */
    boolean isNews(LogRecord record) {
        String message = record.getThrown() == null
                ? record.getMessage()
                : record.getThrown().getMessage();
        return message == null
                || !MESSAGES.contains(message)
                || lines.happened().isPresent();
    }
}
