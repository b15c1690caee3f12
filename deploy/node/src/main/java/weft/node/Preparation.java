package weft.node;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import weft.gateway.domain.BodyBounds;
import weft.node.config.CheckedConfiguration;
import weft.node.config.ConfigurationCheck;
import weft.node.config.ConfigurationFile;
import weft.node.config.NodeSettings;
import weft.node.config.Places;
import weft.node.database.GivenDatabase;
import weft.node.database.NodeDatabase;
import weft.node.imports.ReticulumImport;
import weft.node.tls.NodeCertificate;
import weft.service.config.OperatorText;
import weft.service.listen.ListenAddress;

/** Everything that has to be there before the services start: data directory, configuration, certificate, database. */
final class Preparation {

    private final DataDirectory data;
    private final NodeDatabase database;
    private final String url;
    private final String reach;
    private final String fingerprint;
    private final int managementPort;
    private final boolean untilReady;

    private Preparation(
            DataDirectory data,
            NodeDatabase database,
            NodeSettings.Http http,
            String fingerprint,
            int managementPort,
            boolean untilReady) {
        this.data = data;
        this.database = database;
        this.url = NodeUrl.of(http);
        this.reach = Reach.line(http, Reach.ofThisMachine());
        this.fingerprint = fingerprint;
        this.managementPort = managementPort;
        this.untilReady = untilReady;
    }

    /**
     * Prepares a start, and leaves in the system properties what the services read. Everything that needs no database is looked at
     * before anything is made.
     *
     * @throws StartFailure when something is missing or wrong
     */
    static Preparation of(NodeOptions options, Progress progress) {
        requireNamed("--data", options.data);
        requireNamed("--config", options.config);
        requireNamed("--import-reticulum", options.importReticulum);
        Path root = DataDirectory.examine(options.data);
        setCommandLine(options, root);
        ConfigurationFile.nameOperators(root, options.config);
        ConfigurationCheck check = ConfigurationCheck.ofApplication();
        Optional<ReticulumImport> taken = Optional.ofNullable(options.importReticulum)
                .map(given -> GivenPath.existing("The Reticulum configuration", given))
                .map(directory -> ReticulumImport.of(
                        directory, check.read(Optional.empty()).listeners()));
        CheckedConfiguration checked = check.read(imported(taken, root));
        NodeSettings settings = checked.node();
        Places places = checked.places();
        Optional<NodeCertificate> given = places.placing(() -> NodeCertificate.given(settings.http()));
        Optional<GivenDatabase> ready = places.placing(() -> GivenDatabase.of(settings.db()));
        places.placing(() -> FreeListeners.require(checked.ownListeners()));

        DataDirectory data = DataDirectory.take(root);
        progress.say("Weft " + NodeVersion.text() + ", data in " + data.root());
        taken.ifPresent(found -> found.keep(data, progress));
        FreePort.keep(checked.listeners().stream().map(ListenAddress::port).collect(Collectors.toSet()));
        int managementPort = settings.managementPort().orElseGet(FreePort::next);
        NodeCertificate certificate =
                given.orElseGet(() -> NodeCertificate.in(data.file("tls"), Instant.now(), progress));
        NodeDatabase database = places.placing(() -> NodeDatabase.open(ready, data, progress));
        set(serverSettings(settings, certificate, managementPort));
        set(database.settings());
        return new Preparation(
                data, database, settings.http(), certificate.fingerprint(), managementPort, options.untilReady);
    }

    /** What this start imports, or what an earlier one has. */
    private static Optional<ConfigurationFile> imported(Optional<ReticulumImport> taken, Path root) {
        Path file = ReticulumImport.written(root);
        if (taken.isPresent() || ConfigurationFile.isNamed(file)) {
            System.setProperty(ConfigurationFile.IMPORTED, file.toString());
        }
        return taken.map(found -> ConfigurationFile.imported(file, found.json()))
                .or(() -> ConfigurationFile.isNamed(file)
                        ? Optional.of(ConfigurationFile.imported(file))
                        : Optional.empty());
    }

    /** An empty text would name the directory that the node was started in. */
    private static void requireNamed(String option, Path path) {
        if (path != null && path.toString().isEmpty()) {
            throw new StartFailure(option + " has no value. Give it one, or leave it out.");
        }
    }

    private static void setCommandLine(NodeOptions options, Path root) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("weft.data", root.toString());
        putIfGiven(settings, "weft.http.host", options.host);
        putIfGiven(settings, "weft.http.port", options.port);
        putIfGiven(settings, "weft.management-port", options.managementPort);
        set(settings);
    }

    private static void putIfGiven(Map<String, String> settings, String key, Object value) {
        if (value != null) {
            settings.put(key, value.toString());
        }
    }

    private static Map<String, String> serverSettings(
            NodeSettings settings, NodeCertificate certificate, int managementPort) {
        NodeSettings.Http http = settings.http();
        Map<String, String> server = new LinkedHashMap<>();
        server.put("quarkus.http.host", http.host());
        server.put("quarkus.http.ssl-port", String.valueOf(http.port()));
        server.put("quarkus.http.limits.max-body-size", String.valueOf(largestBody(settings.limits())));
        server.put("quarkus.management.port", String.valueOf(managementPort));
        server.put(
                "quarkus.tls.weft.key-store.pem.0.cert",
                certificate.certificate().toString());
        server.put("quarkus.tls.weft.key-store.pem.0.key", certificate.key().toString());
        return server;
    }

    /** The server's limit is for all paths; the gateway refuses with the smaller one of a path and better words. */
    private static long largestBody(NodeSettings.Limits limits) {
        return new BodyBounds(limits.deliveryKb()).ofServer();
    }

    /** What operators wrote stays what it is also in the server's own keys, which may hold expressions. */
    private static void set(Map<String, String> settings) {
        settings.forEach(
                (key, value) -> System.setProperty(key, key.startsWith("weft.") ? value : OperatorText.literal(value)));
    }

    /** Where a browser finds the node. */
    String url() {
        return url;
    }

    /** Who finds it besides this machine. */
    String reach() {
        return reach;
    }

    /** SHA-256 of the certificate that a browser is shown, in pairs of hexadecimal digits as browsers have it. */
    String fingerprint() {
        return fingerprint;
    }

    /** Loopback port of health and metrics. */
    int managementPort() {
        return managementPort;
    }

    /** Whether this start only shows that it works, and ends then. */
    boolean untilReady() {
        return untilReady;
    }

    /** The database of this start. */
    NodeDatabase database() {
        return database;
    }

    /** Ends the database and gives the data directory back. */
    void close() {
        database.close();
        try {
            data.close();
        } catch (IOException e) {
            System.err.println("The data directory could not be given back: " + e.getMessage());
        }
    }
}
