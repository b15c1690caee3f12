package weft.node.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import weft.node.StartFailure;

/** Runs PostgreSQL's programs and waits for them. */
final class PostgresCommands {

    private static final int ROOT = 0;
    private static final int SHOWN_OUTPUT = 2_000;

    private final Path home;
    private final Path output;
    private final List<String> prefix;

    /**
     * @param home with {@code bin/}
     * @param output file that the programs write to
     */
    PostgresCommands(Path home, Path output) {
        this.home = home;
        this.output = output;
        this.prefix = prefix();
    }

    /**
     * Runs one program to its end.
     *
     * @return whether it ended with 0 in time; one that didn't is killed
     */
    boolean run(Duration patience, String program, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        try {
            Files.createDirectories(output.getParent());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.to(output.toFile()))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (IOException e) {
            throw new StartFailure("PostgreSQL's " + program + " in " + home + " can't be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("The start was interrupted", e);
        }
    }

    /** The end of what the last program said. */
    String said() {
        try {
            String text = Files.exists(output) ? Files.readString(output).strip() : "";
            return text.length() <= SHOWN_OUTPUT ? text : "…" + text.substring(text.length() - SHOWN_OUTPUT);
        } catch (IOException e) {
            return "and its output in " + output + " can't be read";
        }
    }

    /** PostgreSQL refuses to run as root, but not as root inside a user namespace, where root is nobody. */
    private static List<String> prefix() {
        try {
            Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            return user.equals(ROOT) ? List.of("unshare", "-U") : List.of();
        } catch (IOException | UnsupportedOperationException e) {
            return List.of();
        }
    }
}
