package weft.node.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import weft.node.StartFailure;

/**
 * A schema per service, and a role per service that owns it and can't see the others'. Where the role that Weft was given
 * may not make roles, it owns the three schemas itself.
 */
final class ServiceSchemas {

    /** The schemas; the datasources have the same names. */
    static final List<String> NAMES = List.of("auth", "messages", "transport");

    private ServiceSchemas() {}

    /**
     * Makes what is missing.
     *
     * @return who connects for which schema
     */
    static Map<String, DatabaseAddress> prepare(DatabaseAddress owner, DatabaseTrust trust, DatabaseSecret secret) {
        try (Connection connection = connect(owner, trust);
                Statement statement = connection.createStatement()) {
            requireDurability(statement);
            boolean roles =
                    is(statement, "select rolsuper or rolcreaterole from pg_roles where rolname = current_user");
            Map<String, DatabaseAddress> services = new LinkedHashMap<>();
            for (String name : NAMES) {
                String role = roles ? "weft_" + name : owner.username();
                if (roles) {
                    makeRole(statement, role, secret.password(role), name);
                }
                statement.execute("create schema if not exists " + name + (roles ? " authorization " + role : ""));
                services.put(name, roles ? owner.as(role, secret.password(role)) : owner);
            }
            return services;
        } catch (SQLException e) {
            if (isStranger(e)) {
                throw new StartFailure(
                        "weft.db.url, or the file that weft.db.password-file names, has a user name or a password that the database at "
                                + owner.host() + ":" + owner.port() + " refuses",
                        e);
            }
            throw new StartFailure("The database " + owner + " can't be prepared", e);
        }
    }

    /**
     * Makes the database of that name where there is none, in the node's own cluster.
     *
     * @throws weft.service.files.UnusableFile when the cluster was made with another secret
     */
    static void makeDatabase(DatabaseAddress owner, String name, DatabaseSecret secret) {
        try (Connection connection = connect(owner, DatabaseTrust.NONE);
                Statement statement = connection.createStatement()) {
            if (!is(statement, "select exists (select from pg_database where datname = '" + name + "')")) {
                statement.execute("create database " + name);
            }
        } catch (SQLException e) {
            if (isStranger(e)) {
                throw secret.refused();
            }
            throw new StartFailure("The database " + name + " can't be made", e);
        }
    }

    /** Whether the database doesn't know who connects, or doesn't believe it. */
    static boolean isStranger(SQLException refused) {
        return String.valueOf(refused.getSQLState()).startsWith("28");
    }

    static Connection connect(DatabaseAddress address, DatabaseTrust trust) throws SQLException {
        Properties properties = trust.ofConnection();
        properties.setProperty("user", address.username());
        properties.setProperty("password", address.password());
        return DriverManager.getConnection(address.jdbcUrl(), properties);
    }

    /** Names and passwords hold letters, digits, {@code _} and {@code -} only, so nothing needs quoting. */
    private static void makeRole(Statement statement, String role, String password, String schema) throws SQLException {
        if (!is(statement, "select exists (select from pg_roles where rolname = '" + role + "')")) {
            statement.execute("create role " + role + " login");
            statement.execute("grant " + role + " to current_user");
            statement.execute("alter role " + role + " set search_path = " + schema);
        }
        statement.execute("alter role " + role + " password '" + password + "'");
    }

    /** A message is proven to its sender once it is committed, so committed has to mean on disk. */
    private static void requireDurability(Statement statement) throws SQLException {
        for (String setting : List.of("fsync", "synchronous_commit")) {
            try (ResultSet row = statement.executeQuery("show " + setting)) {
                row.next();
                if (row.getString(1).equals("off")) {
                    throw new StartFailure("The database has " + setting
                            + " = off: messages that were acknowledged could be lost. Switch it on, then start again.");
                }
            }
        }
    }

    private static boolean is(Statement statement, String question) throws SQLException {
        try (ResultSet row = statement.executeQuery(question)) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
