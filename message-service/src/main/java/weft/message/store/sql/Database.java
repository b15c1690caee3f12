package weft.message.store.sql;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.DatabaseException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import weft.service.sql.SqlState;

/**
 * Transactions for threads that may wait: virtual threads and workers, never an event loop.
 *
 * <p>Isolation is read committed. Whoever locks several accounts does so in the order of their ids.
 */
@ApplicationScoped
public class Database {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String DEADLOCK = "40P01";
    private static final int DEADLOCK_ATTEMPTS = 3;

    private final Pool pool;
    private final Counter statements;

    public Database(@ReactiveDataSource("messages") Pool pool, MeterRegistry metrics) {
        this.pool = pool;
        this.statements = metrics.counter("weft_messages_database_statements");
    }

    /**
     * Runs the work in one transaction and commits it; rolls back when the work throws.
     *
     * <p>After a deadlock the work is run again, so it must have no effect outside the transaction; effects go into
     * {@link Transaction#afterCommit}.
     *
     * @throws StoreUnavailable when the database does not answer; whether the commit happened is then unknown
     * @throws Conflict when a unique key is taken
     * @throws IllegalStateException when it refuses a statement or a value for good: the same work would fail again
     */
    public <T> T transact(Function<Transaction, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (DatabaseException e) {
                if (!DEADLOCK.equals(e.getSqlState()) || attempt == DEADLOCK_ATTEMPTS) {
                    throw translated(e);
                }
            }
        }
    }

    /** As {@link #transact}, for work without a result. */
    public void perform(Consumer<Transaction> work) {
        transact(transaction -> {
            work.accept(transaction);
            return null;
        });
    }

    private <T> T once(Function<Transaction, T> work) {
        SqlConnection connection = connection();
        try {
            Transaction transaction = new Transaction(connection, statements);
            return commit(transaction, work);
        } finally {
            connection.close();
        }
    }

    private SqlConnection connection() {
        Future<SqlConnection> asked = pool.getConnection();
        try {
            return waiting(asked);
        } catch (StoreUnavailable e) {
            // It may still come when nobody waits for it any more, and would be missing in the pool.
            asked.onSuccess(SqlConnection::close);
            throw e;
        }
    }

    private static <T> T commit(Transaction transaction, Function<Transaction, T> work) {
        transaction.begin();
        T result;
        try {
            result = work.apply(transaction);
            transaction.commit();
        } catch (RuntimeException | Error e) {
            transaction.rollback();
            throw e;
        }
        transaction.committed();
        return result;
    }

    private static <T> T waiting(Future<T> step) {
        return waiting(step.toCompletionStage().toCompletableFuture());
    }

    /** Waits for one step with the database and names its failure. Statement errors pass as they are. */
    static <T> T waiting(CompletableFuture<T> step) {
        try {
            return step.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            // A refused connection and a lost one each come as another type, checked ones too.
            throw e.getCause() instanceof DatabaseException refused ? refused : new StoreUnavailable(e.getCause());
        } catch (TimeoutException e) {
            throw new StoreUnavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable(e);
        }
    }

    private static RuntimeException translated(DatabaseException e) {
        if (UNIQUE_VIOLATION.equals(e.getSqlState()) && e instanceof PgException violation) {
            return new Conflict(violation.getConstraint(), e);
        }
        return SqlState.passes(e.getSqlState())
                ? new StoreUnavailable(e)
                : new IllegalStateException("the database refused a statement", e);
    }
}
