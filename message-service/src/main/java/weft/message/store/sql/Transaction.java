package weft.message.store.sql;

import io.micrometer.core.instrument.Counter;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.DatabaseException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.service.vault.AccountKey;

/**
 * One open transaction. Used by one thread, and not after the work it was given to has returned.
 *
 * <p>Statements reach the database in the order in which they are given. Only those whose answer somebody needs are waited
 * for; the others travel with them. Nothing is committed when one of them fails, whichever it was.
 */
public final class Transaction {

    private static final Logger LOG = Logger.getLogger(Transaction.class);

    private final SqlConnection connection;
    private final Counter statements;
    private final List<CompletableFuture<?>> sent = new ArrayList<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final Map<UUID, AccountKey> keys = new HashMap<>();

    Transaction(SqlConnection connection, Counter statements) {
        this.connection = connection;
        this.statements = statements;
    }

    void begin() {
        sent.add(plain("begin"));
    }

    /** Commits, and waits until it is on disk. */
    void commit() {
        Database.waiting(plain("commit"));
        // A transaction that has failed answers a commit as if all were well.
        failure().ifPresent(failed -> {
            throw failed;
        });
    }

    void committed() {
        afterCommit.forEach(Runnable::run);
    }

    /**
     * Undoes everything, and never throws. A connection that can't do it is gone, which undoes it too; one that is slow does it
     * before anything that its next user sends.
     */
    void rollback() {
        try {
            Database.waiting(plain("rollback"));
        } catch (RuntimeException e) {
            LOG.debug("a rollback was not answered", e);
        }
    }

    private CompletableFuture<?> plain(String sql) {
        return connection.query(sql).execute().toCompletionStage().toCompletableFuture();
    }

    /** Why the first statement failed that did; the ones after it fail for that alone. */
    private Optional<RuntimeException> failure() {
        for (CompletableFuture<?> statement : sent) {
            try {
                Database.waiting(statement);
            } catch (RuntimeException e) {
                return Optional.of(e);
            }
        }
        return Optional.empty();
    }

    /** Runs when, and only when, this transaction has been committed. Must not throw. */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /** The account's key as this transaction sees it. */
    public AccountKey remembered(UUID account, Supplier<AccountKey> load) {
        AccountKey key = keys.get(account);
        if (key == null) {
            key = load.get();
            keys.put(account, key);
        }
        return key;
    }

    /**
     * Sends a statement and does not wait for it. When it fails, so does the next one that is waited for, or else the commit,
     * and with its reason.
     */
    public void send(String sql, Object... arguments) {
        start(sql, arguments);
    }

    /** Runs a statement and says how many rows it touched. */
    public int update(String sql, Object... arguments) {
        return answer(start(sql, arguments)).rowCount();
    }

    /** Every row of the answer. The statement limits them. */
    public <T> List<T> list(String sql, Function<Columns, T> mapper, Object... arguments) {
        return askAll(sql, mapper, arguments).get();
    }

    /**
     * As {@link #list}, but a row that can't be read does not fail the others.
     *
     * @param unreadable is given the row, of which it may use columns that need no reading, and why it was left out
     */
    public <T> List<T> listReadable(
            String sql,
            Function<Columns, T> mapper,
            BiConsumer<Columns, RuntimeException> unreadable,
            Object... arguments) {
        return askReadable(sql, mapper, unreadable, arguments).get();
    }

    /** As {@link #listReadable}, but waits when the answer is asked for. */
    public <T> Supplier<List<T>> askReadable(
            String sql,
            Function<Columns, T> mapper,
            BiConsumer<Columns, RuntimeException> unreadable,
            Object... arguments) {
        CompletableFuture<RowSet<Row>> started = start(sql, arguments);
        return () -> {
            List<T> result = new ArrayList<>();
            for (Row row : answer(started)) {
                Columns columns = new Columns(row);
                try {
                    result.add(mapper.apply(columns));
                } catch (StoreUnavailable | DatabaseException ofTheTransaction) {
                    throw ofTheTransaction;
                } catch (RuntimeException damaged) {
                    unreadable.accept(columns, damaged);
                }
            }
            return result;
        };
    }

    /** As {@link #list}, but waits when the answer is asked for. */
    public <T> Supplier<List<T>> askAll(String sql, Function<Columns, T> mapper, Object... arguments) {
        CompletableFuture<RowSet<Row>> started = start(sql, arguments);
        return () -> {
            List<T> result = new ArrayList<>();
            for (Row row : answer(started)) {
                result.add(mapper.apply(new Columns(row)));
            }
            return result;
        };
    }

    /** The first row of the answer, if there is one. */
    public <T> Optional<T> first(String sql, Function<Columns, T> mapper, Object... arguments) {
        return ask(sql, mapper, arguments).get();
    }

    /** As {@link #first}, but waits when the answer is asked for: several questions can travel together. */
    public <T> Supplier<Optional<T>> ask(String sql, Function<Columns, T> mapper, Object... arguments) {
        Supplier<List<T>> all = askAll(sql, mapper, arguments);
        return () -> all.get().stream().findFirst();
    }

    private CompletableFuture<RowSet<Row>> start(String sql, Object... arguments) {
        CompletableFuture<RowSet<Row>> started = connection
                .preparedQuery(sql)
                .execute(tuple(arguments))
                .toCompletionStage()
                .toCompletableFuture();
        statements.increment();
        sent.add(started);
        return started;
    }

    private RowSet<Row> answer(CompletableFuture<RowSet<Row>> started) {
        try {
            return Database.waiting(started);
        } catch (DatabaseException e) {
            throw failure().orElse(e);
        }
    }

    private static Tuple tuple(Object... arguments) {
        Tuple tuple = Tuple.tuple();
        for (Object argument : arguments) {
            tuple.addValue(column(argument));
        }
        return tuple;
    }

    /** What the driver takes for a value of the domain. */
    static Object column(Object value) {
        return switch (value) {
            case null -> null;
            case byte[] bytes -> Buffer.buffer(bytes);
            case Address address -> Buffer.buffer(address.bytes());
            case Digest digest -> Buffer.buffer(digest.bytes());
            case Instant instant -> instant.atOffset(ZoneOffset.UTC);
            case Optional<?> optional -> column(optional.orElse(null));
            case OptionalInt optional -> optional.isPresent() ? optional.getAsInt() : null;
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
            default -> value;
        };
    }
}
