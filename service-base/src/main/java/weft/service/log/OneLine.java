package weft.service.log;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Makes one line of every message of the log, whoever wrote what is in it: {@link Printable} for all that is logged, so that no place
 * can forget it. The messages of failures are taken care of too; their stack traces stay as they are. Of what a library says many
 * times of one fault, one line is let through, see {@link Repeats}.
 */
@LoggingFilter(name = OneLine.NAME)
public final class OneLine implements Filter {

    /** What the configuration of a log handler calls it. */
    public static final String NAME = "one-line";

    /** A message with its parameters in place, however it was logged. */
    private static final ExtFormatter MESSAGES = new ExtFormatter() {
        @Override
        public String format(ExtLogRecord record) {
            return formatMessage(record);
        }
    };

    /** Causes of causes that are looked at. */
    private static final int DEEPEST = 20;

    private final Repeats repeats = new Repeats();

    @Override
    public boolean isLoggable(LogRecord record) {
        String message = MESSAGES.format(record);
        if (message != null && !Printable.isPrintable(message)) {
            write(record, Printable.of(message));
        }
        if (record.getThrown() != null && !isPrintable(record.getThrown())) {
            record.setThrown(Told.of(record.getThrown(), DEEPEST));
        }
        return repeats.isNews(record);
    }

    private static void write(LogRecord record, String message) {
        if (record instanceof ExtLogRecord extended) {
            extended.setMessage(message, ExtLogRecord.FormatStyle.NO_FORMAT);
        } else {
            record.setMessage(message);
        }
        record.setParameters(null);
    }

    private static boolean isPrintable(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
            if (cause.getMessage() != null && !Printable.isPrintable(cause.getMessage())) {
                return false;
            }
        }
        return true;
    }

    /** A failure as it is written to the log, in place of one whose message has more than one line. */
    private static final class Told extends Throwable {

        private static final long serialVersionUID = 1;

        private final String text;

        private Told(String text, Throwable cause, StackTraceElement[] trace) {
            super(text, cause, false, true);
            this.text = text;
            setStackTrace(trace);
        }

        static Told of(Throwable failure, int depth) {
            Throwable cause = depth == 0 ? null : failure.getCause();
            return new Told(
                    Printable.of(failure.toString()),
                    cause == null ? null : of(cause, depth - 1),
                    failure.getStackTrace());
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
