package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole builds of the current commit in fresh clones; part of the long campaigns. */
@Tag("long")
class LongBuildsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(20);

    @Test
    void twoBuildsAgreeByteForByteAndStart(@TempDir Path directory) throws IOException {
        Path release = directory.resolve("release");
        Tools.Outcome outcome = Tools.run(Tools.ROOT, List.of("deploy/reproduce", release.toString()), PATIENCE);
        System.out.println(outcome.output());
        assertThat(outcome.ok()).as(outcome.output()).isTrue();

        Tools.Outcome started = NodeStart.ofPackage(PackageTest.only(release, ".deb"), directory);
        assertThat(started.output()).contains("Ready after").doesNotContain("Exception");
        assertThat(started.ok()).isTrue();
    }
}
