package weft.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Ends the database of a node that was killed, so that no test leaves a process behind. */
final class Orphans {

    private Orphans() {}

    /** Ends the server whose postmaster.pid stands anywhere below that directory. */
    static void endPostgres(Path data) {
        try (Stream<Path> files = Files.walk(data, 4)) {
            List<Path> pids =
                    files.filter(file -> file.endsWith("postmaster.pid")).toList();
            for (Path file : pids) {
                long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
                ProcessHandle.of(pid).ifPresent(Orphans::end);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        process.onExit()
                .orTimeout(15, TimeUnit.SECONDS)
                .exceptionally(_ -> {
                    process.destroyForcibly();
                    return process;
                })
                .join();
    }
}
