package weft.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import weft.interop.peers.FreePorts;

/** {@code ./weft start} as an operator gives it, on data that is there: how long until it is ready, and what it takes idle. */
final class Starting {

    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Path directory;

    /** @param directory for the node's data */
    Starting(Path directory) {
        this.directory = directory;
    }

    List<Figure> measure(int rounds) {
        List<Double> seconds = new ArrayList<>();
        List<Double> megabytes = new ArrayList<>();
        List<Double> database = new ArrayList<>();
        start(null, null);
        for (int round = 0; round < rounds; round++) {
            seconds.add(start(megabytes, database));
        }
        return List.of(
                new Figure(
                        "Ready on existing data",
                        "s",
                        Figure.Target.atMost(6),
                        seconds,
                        List.of(),
                        List.of("From the command to the line that says so, the launcher and the database included.")),
                new Figure(
                        "Resident memory, idle",
                        "MB",
                        Figure.Target.atMost(250),
                        megabytes,
                        List.of(),
                        List.of("The node's Java process, as ./weft starts it, " + IDLE.toSeconds()
                                + " s after it was ready. Its PostgreSQL takes "
                                + String.join(
                                        " · ",
                                        database.stream().map(Figure::number).toList())
                                + " MB beside it, shared pages counted once.")));
    }

    private double start(List<Double> megabytes, List<Double> database) {
        long begun = System.nanoTime();
        try {
            Process node = new ProcessBuilder(
                            "./weft",
                            "start",
                            "--data",
                            directory.resolve("data").toString(),
                            "--port",
                            String.valueOf(FreePorts.next()))
                    .redirectError(directory.resolve("start.log").toFile())
                    .start();
            try {
                awaitReady(node);
                if (megabytes != null
                        && Files.readString(directory.resolve("start.log")).contains("Building Weft")) {
                    throw new IllegalStateException("./weft start built what is built");
                }
                double seconds = (System.nanoTime() - begun) / 1e9;
                if (megabytes != null) {
                    TimeUnit.NANOSECONDS.sleep(IDLE.toNanos());
                    megabytes.add(ResidentMemory.of(node.pid()));
                    database.add(ResidentMemory.ofDatabase(directory.resolve("data")));
                }
                return seconds;
            } finally {
                node.destroy();
                node.waitFor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void awaitReady(Process node) throws IOException {
        BufferedReader lines = node.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("Ready after")) {
                return;
            }
        }
        throw new IllegalStateException("the node ended before it was ready");
    }
}
