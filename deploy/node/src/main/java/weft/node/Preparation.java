package weft.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import weft.gateway.domain.BodyBounds;
import weft.node.config.CheckedConfiguration;
import weft.node.config.ConfigurationCheck;
import weft.node.config.ConfigurationFile;
import weft.node.config.NodeSettings;
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
    private final int managementPort;
    private final boolean untilReady;

    private Preparation(
            DataDirectory data, NodeDatabase database, NodeSettings.Http http, int managementPort, boolean untilReady) {
        this.data = data;
        this.database = database;
        this.url = NodeUrl.of(http);
        this.reach = Reach.line(http, Reach.ofThisMachine());
        this.managementPort = managementPort;
        this.untilReady = untilReady;
    }

    /**
     * Prepares a start, and leaves in the system properties what the services read.
     *
     * @throws StartFailure when something is missing or wrong
     */
    static Preparation of(NodeOptions options, Progress progress) {
        requireNamed("--data", options.data);
        requireNamed("--config", options.config);
        requireNamed("--import-reticulum", options.importReticulum);
        DataDirectory data = DataDirectory.take(options.data);
        progress.say("Weft " + NodeVersion.text() + ", data in " + data.root());
        setCommandLine(options, data);
        if (options.importReticulum != null) {
            new ReticulumImport(data, progress)
                    .from(GivenPath.existing("The Reticulum configuration", options.importReticulum));
        }
        nameConfigurationFiles(options, data);
        CheckedConfiguration checked = ConfigurationCheck.ofApplication().read();
        NodeSettings settings = checked.node();
        FreePort.keep(checked.listeners().stream().map(ListenAddress::port).collect(Collectors.toSet()));
        int managementPort = settings.managementPort().orElseGet(FreePort::next);
        Map<String, String> server = serverSettings(settings, data, managementPort, progress);
        NodeDatabase database = NodeDatabase.open(settings.db(), data, progress);
        set(server);
        set(database.settings());
        return new Preparation(data, database, settings.http(), managementPort, options.untilReady);
    }

    /** An empty text would name the directory that the node was started in. */
    private static void requireNamed(String option, Path path) {
        if (path != null && path.toString().isEmpty()) {
            throw new StartFailure(option + " has no value. Give it one, or leave it out.");
        }
    }

    private static void setCommandLine(NodeOptions options, DataDirectory data) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("weft.data", data.root().toString());
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

    private static void nameConfigurationFiles(NodeOptions options, DataDirectory data) {
        Path standard = data.file("weft.yaml");
        if (options.config != null) {
            nameConfigurationFile(ConfigurationFile.OPERATORS, options.config);
        } else if (isNamed(standard)) {
            nameConfigurationFile(ConfigurationFile.OPERATORS, standard);
        }
        Path imported = ReticulumImport.written(data);
        if (isNamed(imported)) {
            nameConfigurationFile(ConfigurationFile.IMPORTED, imported);
        }
    }

    /** A link that leads nowhere is something that an operator wants read, not nothing. */
    private static boolean isNamed(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static void nameConfigurationFile(String property, Path file) {
        System.setProperty(
                property, GivenPath.existing("The configuration file", file).toString());
    }

    private static Map<String, String> serverSettings(
            NodeSettings settings, DataDirectory data, int managementPort, Progress progress) {
        NodeSettings.Http http = settings.http();
        if (http.port() < 1 || http.port() > 65535) {
            throw new StartFailure("weft.http.port is a port from 1 to 65535, not " + http.port() + ".");
        }
        if (http.certificate().isPresent() != http.certificateKey().isPresent()) {
            throw new StartFailure(
                    "weft.http.certificate and weft.http.certificate-key go together; give both or none.");
        }
        NodeCertificate certificate = http.certificate().isPresent()
                ? NodeCertificate.of(
                        http.certificate().get(), http.certificateKey().orElseThrow())
                : NodeCertificate.in(data.file("tls"), Instant.now(), progress);
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
        if (limits.deliveryKb() < 1 || limits.deliveryKb() > BodyBounds.MOST_DELIVERY_KB) {
            throw new StartFailure("weft.limits.delivery-kb is from 1 to " + BodyBounds.MOST_DELIVERY_KB + ", not "
                    + limits.deliveryKb() + ".");
        }
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
