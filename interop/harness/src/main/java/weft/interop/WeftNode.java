package weft.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import weft.interop.peers.FreePorts;

/**
 * A whole Weft node in a process of its own, as a user runs it: the built distribution, its own data directory with its own
 * PostgreSQL, HTTPS on a free port. System properties name what is run: {@code weft.node.jar}, and {@code weft.node.options} for its
 * Java machine.
 */
public final class WeftNode implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration READY = Duration.ofSeconds(90);

    /** The name of {@link #operator()}. */
    public static final String OPERATOR = "operator";

    /** What every member of a test's node signs in with. */
    public static final String PASSWORD = "correct horse battery staple";

    private final Path data;
    private final int port;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final List<String> javaOptions = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final CompletableFuture<String> setupToken = new CompletableFuture<>();

    private boolean traced;
    private int management;
    private Process process;
    private Member operator;

    private WeftNode(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    /** A node that keeps its things in that directory. */
    public static WeftNode in(Path data) {
        return new WeftNode(data, FreePorts.next());
    }

    /** Adds an interface under {@code weft.transport.interfaces}; before {@link #start}. */
    public WeftNode withInterface(String name, Map<String, Object> properties) {
        section("transport", "interfaces").put(name, properties);
        return this;
    }

    /** An interface that listens on that loopback port. */
    public WeftNode listening(int tcpPort) {
        return withInterface("server", Map.of("type", "tcp-server", "host", "127.0.0.1", "port", tcpPort));
    }

    /** An interface that listens on that loopback port, for those who know the network's name and passphrase. */
    public WeftNode listening(int tcpPort, String networkName, String passphrase) {
        return withInterface(
                "server",
                Map.of(
                        "type",
                        "tcp-server",
                        "host",
                        "127.0.0.1",
                        "port",
                        tcpPort,
                        "network-name",
                        networkName,
                        "passphrase",
                        passphrase));
    }

    /** An interface that dials that loopback port, however often it is dropped there. */
    public WeftNode dialling(int tcpPort) {
        return withInterface(
                "hub",
                Map.of(
                        "type",
                        "tcp-client",
                        "host",
                        "127.0.0.1",
                        "port",
                        tcpPort,
                        "reconnect-seconds",
                        1,
                        "ignore-hub-manners",
                        true));
    }

    /** Sets a value of the configuration file, {@code limits} and {@code delivery-kb} for one. */
    public WeftNode with(String section, String key, Object value) {
        section(section).put(key, value);
        return this;
    }

    /** A port for health and metrics that the test knows. */
    public WeftNode withManagement(int managementPort) {
        management = managementPort;
        arguments.addAll(List.of("--management-port", String.valueOf(managementPort)));
        return this;
    }

    /** An option of the node's Java machine, after the harness's own: a property that only tests may switch on, another heap. */
    public WeftNode withJavaOption(String option) {
        javaOptions.add(option);
        return this;
    }

    /**
     * Has the node write down what it opens by name, for the native check, where {@code weft.trace} says how: in the long
     * campaigns. A recorded start is none for a machine with an agent in it.
     */
    public WeftNode traced() {
        String trace = System.getProperty("weft.trace", "");
        if (!trace.isEmpty()) {
            traced = true;
            javaOptions.add(trace + "/node");
        }
        return this;
    }

    /** A variable in the environment of the node and of every program it starts. */
    public WeftNode withEnvironment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /**
     * Starts the process and waits until the node is ready.
     *
     * @param onlyNow further Java options, for this start alone
     */
    public WeftNode start(String... onlyNow) {
        launch(onlyNow);
        return awaitReady();
    }

    /** Waits until a launched node is ready; one that doesn't become it is ended, since whoever waits has nothing to end it by. */
    public WeftNode awaitReady() {
        try {
            Api.await("the node to be ready", READY, () -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("the node ended with " + process.exitValue() + ":\n" + log());
                }
                return ready();
            });
        } catch (RuntimeException | Error notReady) {
            stop();
            throw notReady;
        }
        return this;
    }

    /** Starts the process and waits for nothing. */
    void launch(String... onlyNow) {
        try {
            Files.createDirectories(data);
            Path config = data.resolve("weft.json");
            JSON.writeValue(config.toFile(), Map.of("weft", settings));
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-Xmx384m");
            command.add("-XX:+ExitOnOutOfMemoryError");
            for (String option : System.getProperty("weft.node.options").split(" (?=-)")) {
                if (!traced || !option.startsWith("-XX:AOTCache=")) {
                    command.add(option);
                }
            }
            command.addAll(javaOptions);
            command.addAll(List.of(onlyNow));
            command.addAll(List.of("-jar", System.getProperty("weft.node.jar"), "start"));
            command.addAll(List.of("--data", data.toString(), "--port", String.valueOf(port)));
            command.addAll(List.of("--config", config.toString()));
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
            builder.environment().putAll(environment);
            process = builder.start();
            // Reading from a pipe holds the thread: two nodes would hold both that virtual threads have on two cores.
            Thread.ofPlatform().daemon().start(() -> follow(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void follow(Process started) {
        try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Files.writeString(
                        logFile(),
                        line + "\n",
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.APPEND);
                if (line.startsWith("Set-up token: ")) {
                    setupToken.complete(
                            line.substring("Set-up token: ".length()).strip());
                }
            }
        } catch (IOException ended) {
            // The pipe breaks when the process is killed; its log has what came before.
        }
    }

    private boolean ready() {
        return new Api(port)
                .status("GET", "/api/v1/session")
                .filter(status -> status != 503)
                .isPresent();
    }

    /** The operator, made with the set-up token the first time. */
    public Member operator() {
        if (operator == null) {
            Api api = new Api(port);
            api.post("/api/v1/setup", Map.of("token", setupToken(), "username", OPERATOR, "password", PASSWORD))
                    .expect(201);
            operator = Member.signIn(api, OPERATOR);
        }
        return operator;
    }

    /** What an interface tells of itself: state, connections, counters. */
    public JsonNode interfaceNamed(String name) {
        for (JsonNode each :
                operator().api().get("/api/v1/interfaces").expect(200).get("items")) {
            if (each.get("name").asText().equals(name)) {
                return each;
            }
        }
        throw new AssertionError("the node has no interface " + name);
    }

    /** Waits until that many programs are connected to the interface "server". */
    public void awaitConnections(int count) {
        Api.await(
                count + " connections",
                Duration.ofSeconds(30),
                () -> interfaceNamed("server").get("connections").asInt() == count);
    }

    /** The set-up token that the node printed at its first start. */
    public String setupToken() {
        return setupToken.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** A new member, by an invite of the operator. */
    public Member member(String username) {
        String code = operator()
                .api()
                .post("/api/v1/invites", Map.of())
                .expect(201)
                .get("code")
                .asText();
        Api api = new Api(port);
        api.post("/api/v1/invites/accept", Map.of("code", code, "username", username, "password", PASSWORD))
                .expect(201);
        return Member.signIn(api, username);
    }

    /** Ends the process at once, as a power cut would; its database goes on as an orphan. */
    public void kill() {
        process.destroyForcibly();
        waitForEnd(Duration.ofSeconds(10));
    }

    /** Waits for the process to end by itself, and answers its exit code. */
    public int awaitDeath(Duration limit) {
        waitForEnd(limit);
        return process.exitValue();
    }

    /** Asks the process to end and waits for it, longer than its services and its database may take together. */
    public void stop() {
        process.destroy();
        waitForEnd(Duration.ofSeconds(60));
    }

    private void waitForEnd(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                String threads = Threads.of(process.toHandle());
                process.destroyForcibly().waitFor();
                throw new IllegalStateException(
                        "the node did not end within " + limit + ". Its threads:\n" + threads + "\nIts log:\n" + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the process runs. */
    public boolean alive() {
        return process != null && process.isAlive();
    }

    public int port() {
        return port;
    }

    /** The port for health and metrics of a node that was made {@link #withManagement}. */
    public int managementPort() {
        return management;
    }

    public long pid() {
        return process.pid();
    }

    public Path data() {
        return data;
    }

    /** What the node has written so far. */
    public String log() {
        try {
            return Files.exists(logFile()) ? Files.readString(logFile()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path logFile() {
        return data.resolve("node.log");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> section(String... path) {
        Map<String, Object> here = settings;
        for (String step : path) {
            here = (Map<String, Object>) here.computeIfAbsent(step, _ -> new LinkedHashMap<String, Object>());
        }
        return here;
    }

    /** Stops the node; a database left over from a kill is ended too, by its process id. */
    @Override
    public void close() {
        if (alive()) {
            stop();
        }
        Orphans.endPostgres(data);
    }
}
