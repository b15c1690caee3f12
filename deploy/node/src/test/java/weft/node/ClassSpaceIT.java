package weft.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The virtual machine collects everything when its classes pass a bound, at a moment of nobody's choosing. With the options that are
 * shipped the bound lies above what a node loads: here without a recorded start, when most of it counts.
 */
class ClassSpaceIT {

    private static final Path OPTIONS = Path.of("../distribution/src/main/shipped/java.options");
    private static final Pattern BOUND = Pattern.compile("-XX:MetaspaceSize=(\\d+)m");
    private static final Pattern USED = Pattern.compile("Metaspace +used (\\d+)K");

    @TempDir
    Path directory;

    @Test
    void classesOfANodeThatIsReadyLeaveAThirdOfTheirRoom() throws Exception {
        Path log = directory.resolve("gc.log");
        Process node = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + OPTIONS,
                        "-Xlog:gc*:file=" + log,
                        "-jar",
                        System.getProperty("weft.node.jar"),
                        "start",
                        "--data",
                        directory.resolve("data").toString(),
                        "--port",
                        Integer.toString(RunningNode.freePort()),
                        "--until-ready")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        try {
            assertThat(node.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            node.destroyForcibly();
        }
        assertThat(node.exitValue()).as(() -> read(directory.resolve("out"))).isZero();

        assertThat(collections(log)).isEmpty();
        assertThat(last(USED, log) / 1024).as("megabytes of classes").isLessThan(last(BOUND, OPTIONS) * 2 / 3);
    }

    private static List<String> collections(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains("Metadata GC Threshold"))
                .toList();
    }

    private static long last(Pattern figure, Path file) {
        return figure.matcher(read(file))
                .results()
                .reduce((_, later) -> later)
                .map((MatchResult found) -> Long.parseLong(found.group(1)))
                .orElseThrow();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "nothing in " + file;
        }
    }
}
