package weft.service.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

/** What becomes of a stranger's text in the log. */
class OneLineTest {

    private static final String FORGED = "a\nINFO forged\r\u009b31m\u2028\u2029\u202e\u0000\u001b[2J\ue000\ud800z";
    private static final String SHOWN =
            "a\\u{a}INFO forged\\u{d}\\u{9b}31m\\u{2028}\\u{2029}\\u{202e}\\u{0}\\u{1b}[2J\\u{e000}\\u{d800}z";

    @Test
    void whatIsNotToBeSeenAsSuchIsWrittenAsItsNumber() {
        assertThat(Printable.of(FORGED)).isEqualTo(SHOWN);
        assertThat(Printable.of("Straße 木 देव 👍 نص")).isEqualTo("Straße 木 देव 👍 نص");
        assertThat(Printable.of(null)).isEqualTo("null");
    }

    @Test
    void aLongTextIsCutBetweenCharacters() {
        assertThat(Printable.of("abc", 2)).isEqualTo("ab…");
        assertThat(Printable.of("a👍", 2)).isEqualTo("a…");
        assertThat(Printable.of("ab", 2)).isEqualTo("ab");
    }

    @Test
    void everyMessageOfTheLogIsOneLineHoweverItIsLogged() {
        for (ExtLogRecord.FormatStyle style : ExtLogRecord.FormatStyle.values()) {
            String text =
                    switch (style) {
                        case PRINTF -> "seen %s";
                        case MESSAGE_FORMAT -> "seen {0}";
                        default -> "seen " + FORGED;
                    };
            ExtLogRecord record = new ExtLogRecord(Level.INFO, text, style, "test");
            record.setParameters(new Object[] {FORGED});
            assertThat(written(record)).isEqualTo("seen " + SHOWN);
        }
    }

    @Test
    void theMessagesOfFailuresAreOneLineEachAndTheirTracesStay() {
        ExtLogRecord record = new ExtLogRecord(Level.INFO, "failed", ExtLogRecord.FormatStyle.NO_FORMAT, "test");
        record.setThrown(new IllegalStateException("outer", new IOException(FORGED)));
        assertThat(written(record))
                .contains(
                        "IllegalStateException: outer",
                        "Caused by: java.io.IOException: " + SHOWN,
                        "\tat weft.service.log.OneLineTest")
                .doesNotContain("\nINFO forged");
    }

    @Test
    void ofWhatALibrarySaysForEverythingUnderWayOneLineIsSeen() {
        OneLine filter = new OneLine();
        int seen = 0;
        for (int i = 0; i < 50; i++) {
            ExtLogRecord repeated = new ExtLogRecord(Level.SEVERE, "Unhandled exception", "test");
            repeated.setThrown(new IllegalStateException("Result is already complete"));
            seen += filter.isLoggable(repeated) ? 1 : 0;
            ExtLogRecord other = new ExtLogRecord(Level.SEVERE, "Unhandled exception", "test");
            other.setThrown(new IllegalStateException("something else"));
            assertThat(filter.isLoggable(other)).isTrue();
        }
        assertThat(seen).isEqualTo(1);
    }

    @Test
    void whatHappensOftenIsSaidOnceInAWhileWithItsNumber() {
        Sampled lines = new Sampled(Duration.ofSeconds(10));
        long now = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        assertThat(lines.happened(now)).hasValue(1);
        for (int i = 0; i < 5; i++) {
            assertThat(lines.happened(now + i)).isEmpty();
        }
        assertThat(lines.happened(now + Duration.ofSeconds(10).toNanos())).hasValue(6);
    }

    private static String written(LogRecord record) {
        assertThat(new OneLine().isLoggable(record)).isTrue();
        return new PatternFormatter("%s%e").format(record);
    }
}
