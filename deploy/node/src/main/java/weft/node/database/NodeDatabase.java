package weft.node.database;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import weft.node.DataDirectory;
import weft.node.Progress;

/** The database of a node: its own, or the one it was pointed at. */
public final class NodeDatabase {

    static final String NAME = "weft";

    private final Map<String, DatabaseAddress> services;
    private final DatabaseTrust trust;
    private final Optional<PostgresServer> own;
    private Optional<DatabaseWatch> watch = Optional.empty();

    private NodeDatabase(Map<String, DatabaseAddress> services, DatabaseTrust trust, Optional<PostgresServer> own) {
        this.services = services;
        this.trust = trust;
        this.own = own;
    }

    /**
     * Makes the database ready for the services.
     *
     * @param given one that is there already, or nothing to start the node's own
     * @throws weft.node.StartFailure when it can't be reached or started; nothing goes on running then
     */
    public static NodeDatabase open(Optional<GivenDatabase> given, DataDirectory data, Progress progress) {
        DatabaseSecret secret = DatabaseSecret.load(data.file("keys"), PostgresCluster.in(data.root()));
        if (given.isPresent()) {
            DatabaseTrust trust = given.get().trust();
            return new NodeDatabase(
                    ServiceSchemas.prepare(given.get().address(), trust, secret), trust, Optional.empty());
        }
        PostgresServer server = PostgresServer.start(data, secret, progress);
        try {
            ServiceSchemas.makeDatabase(server.address("postgres"), NAME, secret);
            return new NodeDatabase(
                    ServiceSchemas.prepare(server.address(NAME), DatabaseTrust.NONE, secret),
                    DatabaseTrust.NONE,
                    Optional.of(server));
        } catch (RuntimeException e) {
            server.stop();
            throw e;
        }
    }

    /** Whoever opened it ends it from now on; until then it ends by itself when the process is told to end. */
    public void endedByOwner() {
        own.ifPresent(PostgresServer::endedByOwner);
    }

    /** The configuration of the services' datasources. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        services.forEach((name, address) -> {
            String datasource = "quarkus.datasource." + name + ".";
            settings.put(datasource + "jdbc.url", address.jdbcUrl());
            settings.put(datasource + "reactive.url", address.reactiveUrl(name));
            settings.put(datasource + "username", address.username());
            settings.put(datasource + "password", address.password());
            settings.putAll(trust.settings(datasource));
        });
        return settings;
    }

    /**
     * From now on the node's own database is started again when it ends unasked; one that was there before is somebody else's to watch.
     *
     * @param lost called once, by a thread of its own, when the database does not stay up
     */
    public void watch(Runnable lost) {
        watch = own.map(server -> DatabaseWatch.of(server, lost));
    }

    /** Names who is told that the database is away and that it is back; at once when it is away already. Both must not wait. */
    public void whileAway(Runnable begins, Runnable ends) {
        watch.ifPresent(watching -> watching.tell(begins, ends));
    }

    /** How often the node's own database was started again. */
    public long restarts() {
        return watch.map(DatabaseWatch::restarted).orElse(0L);
    }

    /** The node begins to end: a database that ends from now on is not started again. */
    public void prepareClose() {
        own.ifPresent(PostgresServer::prepareStop);
    }

    /** Ends the node's own database; one that was there before is left alone. */
    public void close() {
        own.ifPresent(PostgresServer::stop);
    }
}
