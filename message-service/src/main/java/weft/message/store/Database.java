package weft.message.store;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.DatabaseException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

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

    /** Classes of SQLSTATE that pass: connection, transaction state, rollback, resources, operator, system. */
    private static final Set<String> TRANSIENT = Set.of("08", "25", "40", "53", "57", "58");

    private final Pool pool;

    @Inject
    public Database(@ReactiveDataSource("messages") Pool pool) {
        this.pool = pool;
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
        SqlConnection connection = waiting(() -> pool.getConnection().await().atMost(PATIENCE));
        try {
            Transaction transaction = new Transaction(connection, PATIENCE);
            T result = commit(connection, transaction, work);
            transaction.committed();
            return result;
        } finally {
            connection.closeAndForget();
        }
    }

    private static <T> T commit(SqlConnection connection, Transaction transaction, Function<Transaction, T> work) {
        var begun = waiting(() -> connection.begin().await().atMost(PATIENCE));
        try {
            T result = work.apply(transaction);
            waiting(() -> begun.commit().await().atMost(PATIENCE));
            return result;
        } catch (RuntimeException | Error e) {
            // The first failure is the one to tell; a rollback that fails too means the connection is gone, which
            // rolls back.
            begun.rollback().onFailure().recoverWithNull().await().atMost(PATIENCE);
            throw e;
        }
    }

    /** Waits for one step with the database and names its failure. Statement errors pass as they are. */
    static <T> T waiting(Supplier<T> step) {
        try {
            return step.get();
        } catch (DatabaseException e) {
            throw e;
        } catch (RuntimeException e) {
            // A refused connection, a lost one and a timeout each come as another type, checked ones wrapped.
            throw new StoreUnavailable(e);
        }
    }

    private static RuntimeException translated(DatabaseException e) {
        if (UNIQUE_VIOLATION.equals(e.getSqlState()) && e instanceof PgException violation) {
            return new Conflict(violation.getConstraint(), e);
        }
        return passes(e.getSqlState())
                ? new StoreUnavailable(e)
                : new IllegalStateException("the database refused a statement", e);
    }

    /** Without a state nobody can tell, so it is tried again. */
    private static boolean passes(String sqlState) {
        return sqlState == null || TRANSIENT.contains(sqlState.substring(0, 2));
    }
}
