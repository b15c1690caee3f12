package weft.node.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import weft.node.DataDirectory;
import weft.node.Progress;
import weft.node.StartFailure;
import weft.node.config.NodeSettings;
import weft.service.files.SmallFile;
import weft.service.sql.SqlState;

/**
 * A connection to the database of a node for somebody who is not the node. Where the node runs, its server answers; where it doesn't, the
 * server is started for the time of the visit, with the data directory taken, so that there are never two on one cluster. One thread.
 */
public final class DatabaseVisit implements AutoCloseable {

    /** A node that begins has its database by then, and one that ends has given the directory back. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int PORT_LINE = 3;
    private static final int STATE_LINE = 7;

    private final Connection connection;
    private final Optional<Started> started;

    /** A server of this visit alone. */
    private record Started(PostgresServer server, DataDirectory data) {

        /** After it nothing of this process touches the cluster any more, whoever has it then. */
        void end() {
            server.stop();
            giveBack(data);
        }
    }

    private DatabaseVisit(Connection connection, Optional<Started> started) {
        this.connection = connection;
        this.started = started;
    }

    /**
     * Connects as the owner of the schemas.
     *
     * @param settings name a database, or nothing for the node's own
     * @param root the data directory, absolute; nothing is made where there is no node
     * @throws StartFailure when there is no database, when it can't be reached or started, or when it is another user's
     * @throws weft.service.files.UnusableFile when its key is gone, damaged or another one's
     */
    public static DatabaseVisit of(NodeSettings.Db settings, Path root, Progress progress) {
        if (settings.url().isPresent()) {
            DatabaseAddress address = DatabaseAddress.parse(settings.url().get(), settings.passwordFile());
            return new DatabaseVisit(connected(address, new DatabaseTrust(settings.caFile())), Optional.empty());
        }
        PostgresCluster cluster = PostgresCluster.in(root);
        DatabaseSecret secret = secretOf(cluster, root);
        long begun = System.nanoTime();
        while (true) {
            DataDirectory data;
            try {
                data = DataDirectory.take(root);
            } catch (StartFailure takenByTheNode) {
                Optional<Connection> running = running(cluster, secret);
                if (running.isPresent()) {
                    return new DatabaseVisit(running.get(), Optional.empty());
                }
                if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                    throw new StartFailure(
                            "The node on " + root
                                    + " has no database that answers. It may be starting or ending: try again in a moment",
                            takenByTheNode);
                }
                LockSupport.parkNanos(POLL_NANOS);
                continue;
            }
            return started(data, secret, progress);
        }
    }

    /** Nothing is made: neither a cluster nor a key. */
    private static DatabaseSecret secretOf(PostgresCluster cluster, Path root) {
        Path keys = root.resolve("keys");
        if (!Files.isRegularFile(cluster.directory().resolve("PG_VERSION"))) {
            throw new StartFailure("There is no node in " + root
                    + ". Name its data directory with --data; a node makes its database when it is started first.");
        }
        requireOwner(root);
        return DatabaseSecret.load(keys, cluster);
    }

    /** What another user leaves in the directory keeps the node from its next start. */
    private static void requireOwner(Path root) {
        try {
            Object owner = Files.getAttribute(root, "unix:uid");
            if (!owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
                String name = Files.getOwner(root).getName();
                throw new StartFailure("The node in " + root + " is of the user " + name
                        + ". Run this as that user: sudo -u " + name + " weft admin …");
            }
        } catch (IOException | UnsupportedOperationException unknown) {
            throw new StartFailure("Whose the node in " + root + " is can't be told", unknown);
        }
    }

    private static DatabaseVisit started(DataDirectory data, DatabaseSecret secret, Progress progress) {
        PostgresServer server;
        try {
            server = PostgresServer.start(data, secret, progress);
        } catch (RuntimeException e) {
            giveBack(data);
            throw e;
        }
        Started own = new Started(server, data);
        try {
            return new DatabaseVisit(
                    ServiceSchemas.connect(server.address(NodeDatabase.NAME), DatabaseTrust.NONE), Optional.of(own));
        } catch (SQLException e) {
            own.end();
            throw ServiceSchemas.isStranger(e)
                    ? secret.refused()
                    : new StartFailure("The database of the node can't be reached", e);
        }
    }

    private static void giveBack(DataDirectory data) {
        try {
            data.close();
        } catch (IOException givenBackByTheSystem) {
            // The process ends soon, and its locks with it.
        }
    }

    /** A connection to the server that works in the cluster; empty while there is none that is ready. */
    private static Optional<Connection> running(PostgresCluster cluster, DatabaseSecret secret) {
        try {
            List<String> lines = SmallFile.text(cluster.pidFile()).lines().toList();
            if (lines.size() <= STATE_LINE
                    || !lines.get(STATE_LINE).startsWith("ready")
                    || !PostgresLeftovers.serverRuns(cluster)) {
                return Optional.empty();
            }
            int port = Integer.parseInt(lines.get(PORT_LINE).strip());
            DatabaseAddress address = new DatabaseAddress(
                    "127.0.0.1",
                    port,
                    NodeDatabase.NAME,
                    "",
                    PostgresCluster.OWNER,
                    secret.password(PostgresCluster.OWNER));
            return Optional.of(ServiceSchemas.connect(address, DatabaseTrust.NONE));
        } catch (IOException | NumberFormatException notWrittenYet) {
            return Optional.empty();
        } catch (SQLException refused) {
            if (SqlState.passes(refused.getSQLState())) {
                return Optional.empty();
            }
            if (ServiceSchemas.isStranger(refused)) {
                throw secret.refused();
            }
            throw new StartFailure("The database of the node can't be reached", refused);
        }
    }

    private static Connection connected(DatabaseAddress address, DatabaseTrust trust) {
        try {
            return ServiceSchemas.connect(address, trust);
        } catch (SQLException e) {
            throw new StartFailure("The database " + address + " can't be reached", e);
        }
    }

    /** It is ended with the visit. */
    public Connection connection() {
        return connection;
    }

    /** Ends the connection, and the server where it was started for this visit. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException broken) {
            // Nothing hangs on it any more.
        }
        started.ifPresent(Started::end);
    }
}
