package weft.interop;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A whole node as it runs in a cluster: four applications in processes of their own, a broker and a database beside them, and
 * certificates of one authority between them. Only the gateway is for the outside.
 */
final class FourServices implements AutoCloseable {

    /** Largest message, in units of 1000 bytes. */
    static final int DELIVERY_KB = 3_000;

    /** Where people find it, as the manifests have it for these two. */
    static final String PUBLIC_URL = "https://club.example";

    /** Who set it up, where {@link #operator} did. */
    static final String OPERATOR = "harbourmaster";

    private static final Pattern TOKEN = Pattern.compile("Set-up token: ([A-Za-z0-9_-]+)");

    final ClusterCertificates certificates;
    final Service auth;
    final Service message;
    final Service transport;
    /** A second router on the same bus, joined to the first as any two nodes of the mesh are. */
    final Service secondTransport;

    final Service gateway;

    private final Path directory;
    private final KafkaBroker broker;
    private final EmbeddedPostgres database;

    /** Of auth-service, where a second one stands behind it. */
    private final Optional<Address> authAddress;

    private final Optional<Service> secondAuth;

    private FourServices(Path directory, int meshPort, int secondMeshPort, boolean twoAuths) throws IOException {
        this.directory = directory;
        this.certificates = new ClusterCertificates(directory.resolve("certificates"));
        this.broker = KafkaBroker.start(directory.resolve("broker"));
        this.database = EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("database"))
                .setCleanDataDirectory(false)
                .start();
        this.auth = service("auth", Map.of("weft.http.public-url", PUBLIC_URL));
        this.authAddress = twoAuths ? Optional.of(Address.open()) : Optional.empty();
        this.secondAuth =
                twoAuths ? Optional.of(service("auth", Map.of("weft.http.public-url", PUBLIC_URL))) : Optional.empty();
        authAddress.ifPresent(address -> address.leadsTo(auth));
        String authUrl = "https://localhost:" + authAddress.map(Address::port).orElse(auth.port());
        String keys = authUrl + "/internal/jwks.json";
        this.message = service("message", Map.of("weft.tokens.key-set", keys));
        Map<String, String> first = new HashMap<>(Map.of(
                "weft.tokens.key-set",
                keys,
                "weft.transport.interfaces.server.type",
                "tcp-server",
                "weft.transport.interfaces.server.port",
                String.valueOf(meshPort)));
        this.transport = service("transport", first);
        Map<String, String> second = new HashMap<>(first);
        second.put("weft.transport.interfaces.server.port", String.valueOf(secondMeshPort));
        second.put("weft.transport.interfaces.first.type", "tcp-client");
        second.put("weft.transport.interfaces.first.host", "127.0.0.1");
        second.put("weft.transport.interfaces.first.port", String.valueOf(meshPort));
        this.secondTransport = service("transport", "second-transport", second);
        this.gateway = service(
                "gateway",
                Map.of(
                        "weft.http.public-url", PUBLIC_URL,
                        "weft.public-tls", certificates.of("localhost").toString(),
                        "weft.services.auth.url", authUrl,
                        "weft.services.message.url", url(message),
                        "weft.services.transport.url", url(transport)));
    }

    /** Starts everything and waits until every service is ready. */
    static FourServices start(Path directory, int meshPort, int secondMeshPort) {
        return start(directory, meshPort, secondMeshPort, false);
    }

    /**
     * As {@link #start(Path, int, int)}, with a second auth-service: {@link #authAddress} leads to the first until it is told
     * otherwise.
     */
    static FourServices startWithTwoAuths(Path directory, int meshPort, int secondMeshPort) {
        FourServices services = start(directory, meshPort, secondMeshPort, true);
        // Of the keys that both need the first makes what is not there.
        services.secondAuth().launch().awaitReady();
        return services;
    }

    private static FourServices start(Path directory, int meshPort, int secondMeshPort, boolean twoAuths) {
        try {
            FourServices services = new FourServices(directory, meshPort, secondMeshPort, twoAuths);
            try {
                services.all().forEach(Service::launch);
                services.all().forEach(Service::awaitReady);
            } catch (RuntimeException | Error failed) {
                services.close();
                throw failed;
            }
            return services;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Service> all() {
        return List.of(auth, message, transport, secondTransport, gateway);
    }

    /** The broker between them. */
    KafkaBroker broker() {
        return broker;
    }

    /** Where the database listens. */
    int databasePort() {
        return database.getPort();
    }

    /** Where the others find auth-service, of two. */
    Address authAddress() {
        return authAddress.orElseThrow();
    }

    /** The one that stands behind {@link #auth}. */
    Service secondAuth() {
        return secondAuth.orElseThrow();
    }

    /** Sets the node up. */
    Member operator() {
        Api api = new Api(gateway.port());
        api.post("/api/v1/setup", Map.of("token", setupToken(), "username", OPERATOR, "password", WeftNode.PASSWORD))
                .expect(201);
        return Member.signIn(api, OPERATOR);
    }

    /** A member whom the operator invites. */
    Member invitedBy(Member operator, String username) {
        String code = operator.api()
                .post("/api/v1/invites", Map.of())
                .expect(201)
                .get("code")
                .asText();
        Api api = new Api(gateway.port());
        api.post("/api/v1/invites/accept", Map.of("code", code, "username", username, "password", WeftNode.PASSWORD))
                .expect(201);
        return Member.signIn(api, username);
    }

    /** Those that only the gateway may call. */
    List<Service> inner() {
        return List.of(auth, message, transport);
    }

    private static String url(Service service) {
        return "https://localhost:" + service.port();
    }

    private Service service(String name, Map<String, String> own) {
        return service(name, name, own);
    }

    private Service service(String name, String folder, Map<String, String> own) {
        Map<String, String> settings = new HashMap<>(own);
        settings.put("weft.tls", certificates.of("weft-" + name).toString());
        settings.put("quarkus.tls.weft.reload-period", "2s");
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("quarkus.management.host", "127.0.0.1");
        settings.put("kafka.bootstrap.servers", broker.address());
        settings.put("weft.data", directory.resolve(folder).toString());
        settings.put("weft.limits.delivery-kb", String.valueOf(DELIVERY_KB));
        settings.put("weft.database.port", String.valueOf(database.getPort()));
        settings.put("weft.database.name", "postgres");
        settings.put("weft.database.username", "postgres");
        settings.put("weft.database.password", "postgres");
        return new Service(name, directory.resolve(folder), settings);
    }

    /** The set-up token, from the log of auth-service. */
    String setupToken() {
        Api.await("the set-up token in the log of auth-service", Duration.ofSeconds(10), () -> TOKEN.matcher(
                        auth.output())
                .find());
        Matcher token = TOKEN.matcher(auth.output());
        token.find();
        return token.group(1);
    }

    @Override
    public void close() {
        all().forEach(Service::close);
        secondAuth.ifPresent(Service::close);
        authAddress.ifPresent(Address::close);
        broker.close();
        try {
            database.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
