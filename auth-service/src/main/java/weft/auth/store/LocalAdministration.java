package weft.auth.store;

import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import weft.auth.domain.OpaqueToken;
import weft.auth.domain.Username;
import weft.auth.store.entity.Roles;
import weft.auth.store.keys.KeyDirectory;
import weft.auth.store.keys.PepperCheck;
import weft.service.id.TimeOrderedId;
import weft.service.token.Role;

/**
 * What whoever runs the machine can do for people who are locked out: over a connection of its own, whether or not the service runs.
 * Every act is a transaction and stands in the access log as {@code weft admin}. No act tells a password, and none of what is kept of
 * one is read. One thread at a time.
 */
public final class LocalAdministration {

    /** What stands in the access log in place of an address. */
    static final String SOURCE = "weft admin";

    /** No such table, no such schema. */
    private static final Set<String> UNKNOWN_OBJECTS = Set.of("42P01", "3F000");

    private static final int TOKEN_BITS = 192;
    private static final int ROWS_AT_ONCE = 500;

    private final Connection connection;
    private final KeyDirectory keys;

    private LocalAdministration(Connection connection, KeyDirectory keys) {
        this.connection = connection;
        this.keys = keys;
    }

    /**
     * Works on the database behind this connection, with what its node's keys make of codes.
     *
     * @param connection of a role that may write the schema {@code auth}; it is the caller's to close
     * @throws Refused when there is no schema of this version, or the keys belong to another database
     */
    public static LocalAdministration over(Connection connection, KeyDirectory keys) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement marks = connection.prepareStatement(
                        "select digest from auth.pepper_mark where to_regclass('auth.setup_again') is not null");
                ResultSet mark = marks.executeQuery()) {
            if (!mark.next()) {
                throw notOfThisVersion();
            }
            if (!MessageDigest.isEqual(PepperCheck.mark(keys), mark.getBytes(1))) {
                throw new Refused("The keys are not those that belong to this database. Put back those of its backup.");
            }
        } catch (SQLException failed) {
            if (UNKNOWN_OBJECTS.contains(String.valueOf(failed.getSQLState()))) {
                throw notOfThisVersion();
            }
            throw failed;
        }
        return new LocalAdministration(connection, keys);
    }

    /** An act can't be done. The message is what the operator reads. */
    public static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /**
     * An account as it is listed.
     *
     * @param lockedUntil until when the last of those waits who gave wrong passwords for it; null when nobody does
     * @param lastSignInAt null when never
     */
    public record Listed(
            String username, Set<Role> roles, boolean disabled, Instant lockedUntil, Instant lastSignInAt) {}

    /**
     * A secret that was made, to be shown once.
     *
     * @param username whose it is; empty for a set-up token
     */
    public record Made(Optional<String> username, String secret, Instant expiresAt) {

        /** Never the secret. */
        @Override
        public String toString() {
            return "Made[hidden]";
        }
    }

    private record Found(UUID id, String username, boolean disabled) {}

    /** Does something in a transaction. */
    @FunctionalInterface
    private interface Act<T> {

        T run() throws SQLException;
    }

    /** Tells of every account, oldest first, as they come. */
    public void accounts(Consumer<Listed> told) throws SQLException {
        inTransaction(() -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "select a.username, a.roles, a.disabled, a.last_sign_in_at, (select max(t.blocked_until) from auth.throttles t"
                            + " where t.account_key = " + ThrottleStore.ACCOUNT_KEY
                            + " and t.blocked_until > now()) as until"
                            + " from auth.accounts a order by a.id")) {
                query.setFetchSize(ROWS_AT_ONCE);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        told.accept(new Listed(
                                rows.getString("username"),
                                Roles.parse(rows.getString("roles")),
                                rows.getBoolean("disabled"),
                                instant(rows, "until"),
                                instant(rows, "last_sign_in_at")));
                    }
                }
            }
            return null;
        });
    }

    /**
     * Forgets the wrong passwords that were given for an account: whoever waits may try at once.
     *
     * @return its name, as it is written
     * @throws Refused when there is no such account
     */
    public String unlock(String name) throws SQLException {
        return inTransaction(() -> {
            Found account = account(name);
            update(
                    "delete from auth.throttles where account_key = (select " + ThrottleStore.ACCOUNT_KEY
                            + " from auth.accounts a where a.id = ?)",
                    account.id());
            audit("account.unlocked", account.id());
            log("unlock", account.id(), account.username());
            return account.username();
        });
    }

    /**
     * Makes a reset link for an account, in the place of the one there was.
     *
     * @throws Refused when there is no such account, or it is disabled
     */
    public Made resetLink(String name) throws SQLException {
        return inTransaction(() -> {
            Found account = account(name);
            if (account.disabled()) {
                throw new Refused(account.username() + " is disabled. An operator has to enable the account first;"
                        + " weft admin setup-token lets you make one.");
            }
            OpaqueToken code = OpaqueToken.freshCode();
            Instant now = Instant.now();
            Instant expiresAt = now.plus(Resets.LIFE);
            update(
                    "insert into auth.resets (account_id, code_digest, created_by, created_at, expires_at)"
                            + " values (?, ?, null, ?, ?) on conflict (account_id) do update set code_digest = excluded.code_digest,"
                            + " created_by = null, created_at = excluded.created_at, expires_at = excluded.expires_at",
                    account.id(),
                    keys.resetCodes().of(code.text()),
                    SqlTime.of(now),
                    SqlTime.of(expiresAt));
            audit("password.reset-link", account.id());
            log("reset-link", account.id(), account.username());
            return new Made(Optional.of(account.username()), code.text(), expiresAt);
        });
    }

    /** Makes a set-up token, in the place of the one made so before: it opens {@code POST /setup} once, also on a node that is set up. */
    public Made setUpToken() throws SQLException {
        return inTransaction(() -> {
            OpaqueToken token = OpaqueToken.fresh("", TOKEN_BITS);
            Instant now = Instant.now();
            Instant expiresAt = now.plus(SetupStore.LIFE);
            update(
                    "insert into auth.setup_again (token_digest, created_at, expires_at) values (?, ?, ?)"
                            + " on conflict (one) do update set token_digest = excluded.token_digest,"
                            + " created_at = excluded.created_at, expires_at = excluded.expires_at",
                    keys.setUpTokens().of(token.text()),
                    SqlTime.of(now),
                    SqlTime.of(expiresAt));
            audit("setup.token", null);
            log("set-up-token", null, null);
            return new Made(Optional.empty(), token.text(), expiresAt);
        });
    }

    private <T> T inTransaction(Act<T> act) throws SQLException {
        try {
            T done = act.run();
            connection.commit();
            return done;
        } catch (SQLException | RuntimeException failed) {
            connection.rollback();
            throw failed;
        }
    }

    private Found account(String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select id, username, disabled from auth.accounts where username_key = ? for update")) {
            query.setString(1, Username.keyOf(name));
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw new Refused("There is no account of that name. weft admin list shows all of them.");
                }
                return new Found(
                        row.getObject("id", UUID.class), row.getString("username"), row.getBoolean("disabled"));
            }
        }
    }

    private void audit(String action, UUID subject) throws SQLException {
        update(
                "insert into auth.audit_outbox (at, actor, action, subject, detail) values (now(), null, ?, cast(? as uuid), ?)",
                action,
                subject,
                SOURCE);
    }

    /** As {@link AccessLog} writes its rows. */
    private void log(String action, UUID account, String username) throws SQLException {
        update("""
                insert into auth.access_attempts as a
                    (id, at, last_at, hour, action, outcome, account_id, username, network, source, count)
                values (?, now(), now(), date_trunc('hour', now(), 'UTC'), ?, 'admitted', cast(? as uuid), ?, ?, ?, 1)
                on conflict (action, outcome, network,
                    coalesce(account_id, cast('00000000-0000-0000-0000-000000000000' as uuid)), hour) where hour is not null
                do update set count = a.count + 1, last_at = greatest(a.last_at, excluded.last_at)""", TimeOrderedId.next(), action, account, username, SOURCE, SOURCE);
    }

    private void update(String statement, Object... values) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) {
                if (values[i] == null) {
                    prepared.setNull(i + 1, Types.VARCHAR);
                } else {
                    prepared.setObject(i + 1, values[i]);
                }
            }
            prepared.executeUpdate();
        }
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static Refused notOfThisVersion() {
        return new Refused(
                "The database has no accounts of this version of Weft. Start this version of the node once, then try again.");
    }
}
