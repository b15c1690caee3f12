package weft.node.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import weft.node.AtExit;
import weft.node.StartFailure;
import weft.service.files.SmallFile;

/** Runs PostgreSQL's programs. */
final class PostgresCommands {

    private static final int ROOT = 0;
    private static final int SHOWN_OUTPUT = 2_000;
    private static final int READ_OUTPUT = 4 * SHOWN_OUTPUT;
    private static final Duration END_PATIENCE = Duration.ofSeconds(3);

    private final Path home;
    private final Path output;
    private final List<String> prefix;

    private volatile Process running;

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
        try {
            Files.createDirectories(output.getParent());
            // Whatever has that name: writing to a pipe would wait for a reader.
            Files.deleteIfExists(output);
            Process process = process(List.of(), program, arguments)
                    .redirectOutput(ProcessBuilder.Redirect.to(output.toFile()))
                    .start();
            running = process;
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

    /** As {@link #run}, of a program that must not outlive this process: it is ended when this is told to end. */
    boolean runUntilTheEnd(Duration patience, String program, String... arguments) {
        try (AtExit _ = AtExit.run("weft-program-end", this::endRunning)) {
            return run(patience, program, arguments);
        }
    }

    private void endRunning() {
        Process process = running;
        if (process != null) {
            end(process);
        }
    }

    /** Ends a process: asks it to, and after a while doesn't ask. */
    static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    /**
     * Starts a program that goes on running, in a session of its own: what a terminal sends to the node's process group does not
     * reach it.
     *
     * @param log file that it writes to, after what is there
     * @throws StartFailure when it can't be started
     */
    Process launch(Path log, String program, String... arguments) {
        try {
            return process(List.of("setsid"), program, arguments)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new StartFailure("PostgreSQL's " + program + " in " + home + " can't be run", e);
        }
    }

    /** Arguments reach the program as they are: no shell reads them. */
    private ProcessBuilder process(List<String> before, String program, String... arguments) {
        List<String> command = new ArrayList<>(before);
        command.addAll(prefix);
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        // PGDATA, PGPORT and the like are for other servers of this user; its locale is none of this one's.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /** Whether this process is root, and the programs run as nobody in a namespace of their own. */
    boolean asRoot() {
        return !prefix.isEmpty();
    }

    /** The end of what the last program said. */
    String said() {
        try {
            String text =
                    Files.exists(output) ? SmallFile.end(output, READ_OUTPUT).strip() : "";
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
