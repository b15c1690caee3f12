package weft.interop;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import weft.events.Channels;
import weft.interop.BusRelay.Treatment;

/**
 * Transport and message service as they run in a cluster: an application and a process each, a broker and a database beside
 * them. Between sender and receiver of each channel stands a {@link BusRelay} that delays every record,
 * and of the packet plane loses one in a hundred and doubles one.
 */
final class TwoServices implements AutoCloseable {

    static final Duration DELAY = Duration.ofMillis(50);

    private static final Treatment BADLY = new Treatment(DELAY, 10, 10);
    private static final Treatment LATE = new Treatment(DELAY, 0, 0);
    private static final Map<String, Treatment> FROM_TRANSPORT = Map.of(
            Channels.PACKETS_INBOUND, BADLY,
            Channels.PACKET_OUTCOMES, BADLY,
            Channels.PATH_KNOWN, BADLY,
            Channels.PATH_REQUESTED, BADLY,
            Channels.HOSTING_WANTED, LATE,
            Channels.ANNOUNCES_HEARD, LATE,
            Channels.INTERFACE_STATUS, LATE);
    private static final Map<String, Treatment> FROM_MESSAGE = Map.of(
            Channels.PACKETS_OUTBOUND, BADLY,
            Channels.PATH_WANTED, BADLY,
            Channels.HOSTED_DESTINATIONS, LATE);

    private final Path directory;
    private final ClusterCertificates certificates;
    private final GatewayTokens tokens;
    private final EmbeddedPostgres database;
    private final KafkaBroker broker;
    final BusRelay relay;
    final Service transport;
    final Service message;

    private TwoServices(Path directory, int meshPort, long seed) throws IOException {
        this.directory = directory;
        this.certificates = new ClusterCertificates(directory.resolve("certificates"));
        this.tokens = new GatewayTokens(directory.resolve("keys").resolve("jwks.json"));
        this.broker = KafkaBroker.start(directory.resolve("broker"));
        this.database = EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("database"))
                .setCleanDataDirectory(false)
                .start();
        Map<String, Treatment> treatments = new HashMap<>(FROM_TRANSPORT);
        treatments.putAll(FROM_MESSAGE);
        broker.createPacketTopics(BusRelay.topics(treatments.keySet()));
        this.relay = BusRelay.start(broker.address(), treatments, seed);
        this.transport = new Service("transport", directory.resolve("transport"), transportSettings(meshPort));
        Map<String, String> ofMessage = common("message", FROM_MESSAGE);
        // As short as the broker lets it be: so soon it takes a consumer that is silent for dead.
        ofMessage.put("mp.messaging.incoming.session-events.session.timeout.ms", "6000");
        ofMessage.put("mp.messaging.incoming.session-events.heartbeat.interval.ms", "2000");
        this.message = new Service("message", directory.resolve("message"), ofMessage);
    }

    /** An account's session has ended, as auth-service says it on the bus. */
    void tellOfEnd(UUID account, UUID session) {
        broker.send(
                Channels.SESSION_EVENTS,
                account.toString(),
                "{\"account\":\"%s\",\"session\":\"%s\",\"change\":\"ENDED\"}".formatted(account, session));
    }

    /** Whether the broker has given up on the consumer of that channel. */
    boolean hasLost(String channel) {
        return broker.stableGroups().stream().noneMatch(group -> group.startsWith(channel + "."));
    }

    /** Starts everything and waits until both services are ready. */
    static TwoServices start(Path directory, int meshPort, long seed) {
        try {
            TwoServices services = new TwoServices(directory, meshPort, seed);
            services.message.launch();
            services.transport.launch();
            services.message.awaitReady();
            services.transport.awaitReady();
            return services;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> transportSettings(int meshPort) {
        Map<String, String> settings = common("transport", FROM_TRANSPORT);
        settings.put("weft.transport.interfaces.server.type", "tcp-server");
        settings.put("weft.transport.interfaces.server.port", String.valueOf(meshPort));
        return settings;
    }

    private Map<String, String> common(String service, Map<String, Treatment> sent) {
        Map<String, String> settings = new HashMap<>();
        settings.put("weft.tls", certificates.of("weft-" + service).toString());
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("kafka.bootstrap.servers", broker.address());
        settings.put("weft.data", directory.resolve(service).toString());
        settings.put("weft.tokens.key-set", tokens.keySet().toString());
        settings.put("weft.database.port", String.valueOf(database.getPort()));
        settings.put("weft.database.name", "postgres");
        settings.put("weft.database.username", "postgres");
        settings.put("weft.database.password", "postgres");
        sent.keySet()
                .forEach(
                        channel -> settings.put("mp.messaging.outgoing." + channel + ".topic", BusRelay.sent(channel)));
        return settings;
    }

    /** A member, as the gateway lets one through to message service. */
    Member member() {
        return member(UUID.randomUUID());
    }

    /** The member whose account that is. */
    Member member(UUID account) {
        return Member.behindTheDoor(
                Api.ofService(message.port(), certificates.client("weft-gateway"), tokens.ofMember(account)));
    }

    @Override
    public void close() {
        message.close();
        transport.close();
        relay.close();
        broker.close();
        try {
            database.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
