package weft.interop;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    private static final List<String> ORDINALS = List.of("second-", "third-");
    private static final int SHARDS = 64;

    /** Channels to whoever owns an address, with a partition for each shard. */
    private static final List<String> TO_OWNERS =
            List.of("packets-inbound", "packet-outcomes", "path-known", "path-requested");

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
    private EmbeddedPostgres database;

    /** What of each kind stands more than once, behind an address of its own. */
    private final Map<String, Address> addresses = new LinkedHashMap<>();

    private final Map<String, List<Service>> others = new LinkedHashMap<>();

    private FourServices(Path directory, int meshPort, int secondMeshPort, Map<String, Integer> counts)
            throws IOException {
        this.directory = directory;
        this.certificates = new ClusterCertificates(directory.resolve("certificates"));
        this.broker = KafkaBroker.start(directory.resolve("broker"));
        broker.createPacketTopics(TO_OWNERS, SHARDS);
        this.database = database(0);
        this.auth = one("auth", counts, Map.of("weft.http.public-url", PUBLIC_URL));
        String keys = url(auth) + "/internal/jwks.json";
        this.message = one("message", counts, Map.of("weft.tokens.key-set", keys));
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
        // A router of one's own doesn't count sessions as a public hub does.
        second.put("weft.transport.interfaces.first.ignore-hub-manners", "true");
        this.secondTransport = service("transport", "second-transport", "second-transport", second);
        this.gateway = one(
                "gateway",
                counts,
                Map.of(
                        "weft.http.public-url", PUBLIC_URL,
                        "weft.public-tls", certificates.of("localhost").toString(),
                        "weft.services.auth.url", url(auth),
                        "weft.services.message.url", url(message),
                        "weft.services.transport.url", url(transport)));
    }

    /** The first of its kind, and the others where there are more. They have one data directory: in a cluster all get the same keys. */
    private Service one(String name, Map<String, Integer> counts, Map<String, String> settings) throws IOException {
        Service first = service(name, settings);
        if (counts.containsKey(name)) {
            Address address = Address.open();
            address.leadsTo(first);
            addresses.put(name, address);
            others.put(
                    name,
                    IntStream.range(1, counts.get(name))
                            .mapToObj(i -> service(name, ORDINALS.get(i - 1) + name, name, settings))
                            .toList());
        }
        return first;
    }

    private EmbeddedPostgres database(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(directory.resolve("database"))
                .setCleanDataDirectory(false)
                .start();
    }

    /** Starts everything and waits until every service is ready. */
    static FourServices start(Path directory, int meshPort, int secondMeshPort) {
        return start(directory, meshPort, secondMeshPort, Set.of());
    }

    /**
     * As {@link #start(Path, int, int)}, with two of those services: {@link #address} leads to the first of each until it is told
     * otherwise.
     *
     * @param twice auth, message or gateway
     */
    static FourServices start(Path directory, int meshPort, int secondMeshPort, Set<String> twice) {
        return start(
                directory,
                meshPort,
                secondMeshPort,
                twice.stream().collect(Collectors.toMap(Function.identity(), _ -> 2)));
    }

    /**
     * The same, with so many of each of those services.
     *
     * @param counts two or three of auth, message or gateway
     */
    static FourServices start(Path directory, int meshPort, int secondMeshPort, Map<String, Integer> counts) {
        try {
            FourServices services = new FourServices(directory, meshPort, secondMeshPort, counts);
            try {
                services.first().forEach(Service::launch);
                services.first().forEach(Service::awaitReady);
                // Of the keys that all need the first makes what is not there.
                services.further().forEach(Service::launch);
                services.further().forEach(Service::awaitReady);
            } catch (RuntimeException | Error failed) {
                services.close();
                throw failed;
            }
            return services;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Service> first() {
        return List.of(auth, message, transport, secondTransport, gateway);
    }

    private List<Service> further() {
        return others.values().stream().flatMap(List::stream).toList();
    }

    /** All of that kind. */
    List<Service> replicas(String name) {
        return all().stream().filter(service -> service.name().equals(name)).toList();
    }

    /** Every process of them. */
    List<Service> all() {
        return Stream.concat(first().stream(), further().stream()).toList();
    }

    /** The broker between them. */
    KafkaBroker broker() {
        return broker;
    }

    /** Where the database listens. */
    int databasePort() {
        return database.getPort();
    }

    /** Ends the database with what is under way, and starts it again on what it has kept. */
    void restartDatabase() {
        int port = database.getPort();
        try {
            database.close();
            database = database(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the others find a service of which there is more than one. */
    Address address(String name) {
        return addresses.get(name);
    }

    /** The second of a service of which there are two. */
    Service second(String name) {
        return others.get(name).getFirst();
    }

    /** Where clients find it. */
    private int port() {
        return addresses.containsKey("gateway") ? address("gateway").port() : gateway.port();
    }

    /** A client that nobody knows yet. */
    Api stranger() {
        return new Api(port());
    }

    /** Sets the node up. */
    Member operator() {
        Api api = stranger();
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
        Api api = stranger();
        api.post("/api/v1/invites/accept", Map.of("code", code, "username", username, "password", WeftNode.PASSWORD))
                .expect(201);
        return Member.signIn(api, username);
    }

    /** Those that only the gateway may call. */
    List<Service> inner() {
        return List.of(auth, message, transport);
    }

    private String url(Service service) {
        Address address = addresses.get(service.name());
        return "https://localhost:" + (address == null ? service.port() : address.port());
    }

    private Service service(String name, Map<String, String> own) {
        return service(name, name, name, own);
    }

    private Service service(String name, String folder, String data, Map<String, String> own) {
        Map<String, String> settings = new HashMap<>(own);
        settings.put("weft.tls", certificates.of("weft-" + name).toString());
        settings.put("quarkus.tls.weft.reload-period", "2s");
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("quarkus.management.host", "127.0.0.1");
        settings.put("kafka.bootstrap.servers", broker.address());
        settings.put("weft.data", directory.resolve(data).toString());
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
        addresses.values().forEach(Address::close);
        broker.close();
        try {
            database.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
