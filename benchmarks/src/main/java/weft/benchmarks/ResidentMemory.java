package weft.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the system counts as memory of a process, in MB of a million bytes. */
final class ResidentMemory {

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern SHARE = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB");
    private static final double BYTES = 1_024;
    private static final double MEGA = 1_000_000;

    private ResidentMemory() {}

    /** Of one process: all its pages that are in memory. A node's Java process alone, then, without its PostgreSQL. */
    static double of(long pid) {
        return megabytes(pid, "status", RESIDENT);
    }

    /** Of the PostgreSQL in a node's data directory, whose processes share pages, which count once. */
    static double ofDatabase(Path data) throws IOException {
        Path pidFile = data.resolve("postgres").resolve("postmaster.pid");
        long server = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        ProcessHandle handle = ProcessHandle.of(server).orElseThrow();
        return Stream.concat(Stream.of(handle), handle.descendants())
                .mapToDouble(process -> megabytes(process.pid(), "smaps_rollup", SHARE))
                .sum();
    }

    private static double megabytes(long pid, String file, Pattern pattern) {
        try {
            Matcher matcher = pattern.matcher(Files.readString(Path.of("/proc", String.valueOf(pid), file)));
            return matcher.find() ? Double.parseDouble(matcher.group(1)) * BYTES / MEGA : 0;
        } catch (IOException e) {
            // A process of the database's that has just ended takes nothing.
            return 0;
        }
    }
}
