package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole builds of the current commit in fresh clones; part of the long campaigns. */
@Tag("long")
class LongBuildsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(20);

    @Test
    void twoBuildsAgreeByteForByte() {
        Tools.Outcome outcome = Tools.run(Tools.ROOT, List.of("deploy/reproduce"), PATIENCE);
        System.out.println(outcome.output());
        assertThat(outcome.ok()).as(outcome.output()).isTrue();
    }

    @Test
    void everyApplicationIsPreparedForNativeImage() {
        Tools.Outcome outcome = Tools.run(Tools.ROOT, List.of("deploy/native-sources"), PATIENCE);
        System.out.println(outcome.output());
        assertThat(outcome.ok()).as(outcome.output()).isTrue();
    }
}
