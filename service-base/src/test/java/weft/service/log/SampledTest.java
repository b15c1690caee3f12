package weft.service.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampledTest {

    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    /** What it is made on may count its time from elsewhere: an image is built on another machine. */
    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE})
    void theFirstIsSaidAtWhateverTimeAndTheNextAfterThePause(long now) {
        Sampled sampled = new Sampled(Duration.ofNanos(PAUSE));
        assertThat(sampled.happened(now)).hasValue(1);
        assertThat(sampled.happened(now + 1)).isEmpty();
        assertThat(sampled.happened(now + PAUSE - 1)).isEmpty();
        assertThat(sampled.happened(now + PAUSE)).hasValue(3);
        assertThat(sampled.happened(now + PAUSE)).isEmpty();
    }
}
