package weft.message.store;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
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
import java.util.function.Function;
import java.util.function.Supplier;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.service.vault.AccountKey;

/** One open transaction. Used by one thread, and not after the work it was given to has returned. */
public final class Transaction {

    private final SqlConnection connection;
    private final Duration patience;
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final Map<UUID, AccountKey> keys = new HashMap<>();

    Transaction(SqlConnection connection, Duration patience) {
        this.connection = connection;
        this.patience = patience;
    }

    /** Runs when, and only when, this transaction has been committed. Must not throw. */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /** The account's key as this transaction sees it. */
    AccountKey remembered(UUID account, Supplier<AccountKey> load) {
        AccountKey key = keys.get(account);
        if (key == null) {
            key = load.get();
            keys.put(account, key);
        }
        return key;
    }

    void committed() {
        afterCommit.forEach(Runnable::run);
    }

    /** Runs a statement and says how many rows it touched. */
    int update(String sql, Object... arguments) {
        return run(sql, arguments).rowCount();
    }

    /** Every row of the answer. The statement limits them. */
    <T> List<T> list(String sql, Function<Columns, T> mapper, Object... arguments) {
        List<T> result = new ArrayList<>();
        for (Row row : run(sql, arguments)) {
            result.add(mapper.apply(new Columns(row)));
        }
        return result;
    }

    /** The first row of the answer, if there is one. */
    <T> Optional<T> first(String sql, Function<Columns, T> mapper, Object... arguments) {
        for (Row row : run(sql, arguments)) {
            return Optional.of(mapper.apply(new Columns(row)));
        }
        return Optional.empty();
    }

    /** Runs a statement that answers one row once for each list of arguments, in one round trip; the rows in order. */
    <T> List<T> batchFirst(String sql, Function<Columns, T> mapper, List<List<Object>> arguments) {
        List<T> result = new ArrayList<>();
        if (arguments.isEmpty()) {
            return result;
        }
        List<Tuple> tuples = arguments.stream().map(row -> tuple(row.toArray())).toList();
        RowSet<Row> answer = Database.waiting(
                () -> connection.preparedQuery(sql).executeBatch(tuples).await().atMost(patience));
        for (RowSet<Row> next = answer; next != null; next = next.next()) {
            result.add(mapper.apply(new Columns(next.iterator().next())));
        }
        return result;
    }

    private RowSet<Row> run(String sql, Object... arguments) {
        return Database.waiting(() ->
                connection.preparedQuery(sql).execute(tuple(arguments)).await().atMost(patience));
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
