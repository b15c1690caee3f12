package weft.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The programs that check what Weft ships. {@code ./weft test} fetches and builds them while the first modules are tested; whoever
 * asks for one waits until they are all there.
 */
public final class Tools {

    /** The top of the source tree. */
    public static final Path ROOT =
            Path.of(System.getProperty("weft.root")).toAbsolutePath().normalize();

    private static final Path HOME = ROOT.resolve(".weft/tools");
    private static final Duration FETCHED = Duration.ofMinutes(15);
    private static final Duration RUN = Duration.ofMinutes(5);

    private Tools() {}

    /** What a program said and how it ended. Standard output and standard error are one text. */
    public record Outcome(int code, String output) {

        public boolean ok() {
            return code == 0;
        }
    }

    /** The path of a checker: a Go program, or one of the Python environment's. */
    static String checker(String name) {
        awaitAll();
        for (String place : List.of("bin", "python/bin")) {
            Path program = HOME.resolve(place).resolve(name);
            if (Files.isExecutable(program)) {
                return program.toString();
            }
        }
        throw new AssertionError("no checker " + name + " in .weft/tools; deploy/checks/tools names those there are");
    }

    private static void awaitAll() {
        if (!Files.exists(HOME.resolve("ready")) && !Files.exists(ROOT.resolve(".weft/tools.log"))) {
            throw new AssertionError("nobody has fetched the checkers, or is about to: ./weft test does");
        }
        Awaitility.await("the checkers, of which .weft/tools.log tells more")
                .atMost(FETCHED)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    if (Files.exists(ROOT.resolve(".weft/tools-failed"))) {
                        throw new AssertionError(
                                "the checkers can't be had:\n" + text(ROOT.resolve(".weft/tools.log")));
                    }
                    return Files.exists(HOME.resolve("ready"));
                });
    }

    /** Runs a program to its end, for at most five minutes. */
    static Outcome run(Path directory, List<String> command) {
        return run(directory, command, RUN);
    }

    /** As {@link #run(Path, List)}, in the top of the source tree. */
    public static Outcome run(String... command) {
        return run(ROOT, List.of(command), RUN);
    }

    /** Runs a program to its end; one that takes longer is killed, and that is a failure of the test. */
    static Outcome run(Path directory, List<String> command, Duration atMost) {
        Path output = null;
        try {
            output = Files.createTempFile("weft-check", ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("PATH", HOME.resolve("python/bin") + ":" + System.getenv("PATH"));
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError(command + " took longer than " + atMost + ":\n" + text(output));
            }
            return new Outcome(process.exitValue(), text(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while running " + command, e);
        } finally {
            delete(output);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        if (file != null) {
            file.toFile().delete();
        }
    }
}
