package weft.node;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged node in a process of its own, as {@code ./weft start} runs it. */
final class RunningNode implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final Path output;
    private final Path data;

    private RunningNode(Process process, Path output, Path data) {
        this.process = process;
        this.output = output;
        this.data = data;
    }

    /** Starts a node; it may end at once. */
    static RunningNode launch(Path data, String... options) throws IOException {
        return launch(Map.of(), data, options);
    }

    /** As {@link #launch(Path, String...)}, with variables in its environment. */
    static RunningNode launch(Map<String, String> environment, Path data, String... options) throws IOException {
        Path output = Files.createTempFile(data.getParent(), "node", ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("weft.node.options").split(" (?=-)")));
        command.addAll(List.of("-jar", System.getProperty("weft.node.jar"), "start", "--data", data.toString()));
        command.addAll(List.of(options));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        return new RunningNode(process, output, data);
    }

    /** Starts a node and waits until it says that it is ready. */
    static RunningNode ready(Path data, String... options) throws IOException {
        RunningNode node = launch(data, options);
        await().atMost(PATIENCE).until(() -> node.said("Ready after") || !node.process.isAlive());
        if (!node.said("Ready after")) {
            throw new AssertionError("the node ended:\n" + node.output());
        }
        if (node.said("[aot]")) {
            throw new AssertionError("Java did not take the recorded start:\n" + node.output());
        }
        return node;
    }

    static int freePort() {
        return FreePort.next();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    boolean said(String text) throws IOException {
        return output().contains(text);
    }

    /** What its management port tells about it. */
    String metrics() throws IOException, InterruptedException {
        Matcher health = Pattern.compile("Health and metrics: (\\S+)health").matcher(output());
        if (!health.find()) {
            throw new AssertionError("the node has not said where its metrics are:\n" + output());
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI metrics = URI.create(health.group(1) + "metrics");
            return client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    /** The process id of its database. */
    long databasePid() throws IOException {
        return Long.parseLong(Files.readAllLines(data.resolve("postgres/postmaster.pid"))
                .getFirst()
                .strip());
    }

    /** The processes that work in the database of a data directory, whoever started them. */
    static List<Long> postgresIn(Path data) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> worksIn(pid, data.resolve("postgres")))
                .toList();
    }

    private static boolean worksIn(long pid, Path directory) {
        try {
            return Files.isSameFile(Path.of("/proc", String.valueOf(pid), "cwd"), directory);
        } catch (IOException endedOrNotOurs) {
            return false;
        }
    }

    /** The loopback port of its database. */
    int databasePort() throws IOException {
        return Integer.parseInt(Files.readAllLines(data.resolve("postgres/postmaster.pid"))
                .get(3)
                .strip());
    }

    /** Waits for the end by itself. */
    int exitCode() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the node goes on");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the node ended", e);
        }
    }

    /** SIGTERM; how long the node took to end. */
    Duration stop() {
        long begun = System.nanoTime();
        process.destroy();
        exitCode();
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** SIGTERM, and goes on. */
    void signal() {
        process.destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }
}
