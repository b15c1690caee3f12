package weft.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;
import weft.interop.peers.FreePorts;

/** One of the services as its own application, in a process of its own. Killed and started again it keeps its ports. */
final class Service implements AutoCloseable {

    private static final Duration READY = Duration.ofSeconds(90);

    private final String name;
    private final Path directory;
    private final int port = FreePorts.next();
    private final int managementPort = FreePorts.next();
    private final List<String> command = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private Process process;
    private int beforeEnd;

    /**
     * @param name what the system property {@code weft.<name>.jar} names the application of
     * @param settings as system properties
     */
    Service(String name, Path directory, Map<String, String> settings) {
        this.name = name;
        this.directory = directory;
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        String trace = System.getProperty("weft.trace", "");
        if (!trace.isEmpty()) {
            command.add(trace + "/" + name);
        }
        command.add("-Dquarkus.http.ssl-port=" + port);
        command.add("-Dquarkus.management.port=" + managementPort);
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", System.getProperty("weft." + name + ".jar")));
    }

    /** Has the process started in that network namespace. */
    Service in(String namespace) {
        command.addAll(0, List.of("ip", "netns", "exec", namespace));
        return this;
    }

    /** Starts the process without waiting. */
    Service launch() {
        try {
            Files.createDirectories(directory);
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Waits until the service says that it is ready. */
    Service awaitReady() {
        Api.await(name + "-service to be ready", READY, () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(name + "-service ended with " + process.exitValue() + ":\n" + output());
            }
            return ready();
        });
        return this;
    }

    /** Whether it says that it is ready now. */
    boolean ready() {
        return says("ready");
    }

    /** Whether an orchestrator would leave it alone now: it has started, lives, and is ready. */
    boolean well() {
        return says("started") && says("live") && says("ready");
    }

    private boolean says(String probe) {
        URI uri = URI.create("http://127.0.0.1:" + managementPort + "/q/health/" + probe);
        try {
            return http.send(
                                    HttpRequest.newBuilder(uri)
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Asks the process to end, as an orchestrator does. */
    void terminate() {
        beforeEnd = output().length();
        process.destroy();
    }

    /** What it has written since it was asked to end. */
    String lastWords() {
        return output().substring(beforeEnd);
    }

    boolean alive() {
        return process.isAlive();
    }

    /** The status with which the process ended; fails when it has not within that time. */
    int awaitEnd(Duration patience) {
        try {
            Api.await(name + "-service to end", patience, () -> !process.isAlive());
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(this + " has not ended: " + lastWords(), late);
        }
        return process.exitValue();
    }

    /** Ends the process as a power cut would. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the process where it stands, or lets it go on: it is there, and answers nobody. */
    void pause(boolean stopped) {
        Frozen.set(process, stopped);
    }

    /** What it is, of which there may be two. */
    String name() {
        return name;
    }

    int port() {
        return port;
    }

    /**
     * What a gauge or counter without labels says. The whole answer is read: each that is left half read keeps a stream of the connection, and
     * after a hundred there is none left.
     */
    double metric(String name) {
        URI uri = URI.create("http://127.0.0.1:" + managementPort + "/q/metrics");
        try {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no metric " + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Where the service keeps its things and its log. */
    Path directory() {
        return directory;
    }

    private Path log() {
        return directory.resolve(name + "-service.log");
    }

    /** What the service has written so far. */
    String output() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }

    /** What it is, and where. */
    @Override
    public String toString() {
        return directory.getFileName() + "-service";
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}
