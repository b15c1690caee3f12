package weft.message.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgNotification;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.jboss.logging.Logger;
import weft.message.store.Wakeups.Work;
import weft.message.store.sql.StoreUnavailable;
import weft.reticulum.Address;
import weft.service.work.BatchWriter;

/**
 * Carries wake-ups between the processes: NOTIFY of PostgreSQL, on one connection that listens as well. What comes within
 * {@link #APART} goes in one statement, and none goes while no other process lives.
 *
 * <p>At most {@value #QUEUE} wake-ups wait; past that, and while the database is away, they are lost and counted. After a time without
 * its connection this process wakes all its workers; event streams look by themselves.
 */
@ApplicationScoped
public class WakeupRelay implements Wakeups.Others {

    /** Of the database's notifications. */
    public static final String CHANNEL = "weft_messages";

    /** From one statement to the next. */
    static final Duration APART = Duration.ofMillis(20);

    static final int QUEUE = 4_096;

    private static final Logger LOG = Logger.getLogger(WakeupRelay.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** An account's takes 45 bytes with the space after it; a notification takes 7,999. */
    private static final int BATCH = 170;

    private static final String ACCOUNT = "account:";
    private static final String HEARD = "heard:";
    private static final String FOUND = "found:";

    private final Pool pool;
    private final Wakeups wakeups;
    private final Counter lost;
    private final BatchWriter<String> writer;
    private volatile BooleanSupplier othersLive = () -> false;
    private volatile IntPredicate ownsShard = _ -> false;
    private volatile PgConnection connection;
    private volatile boolean ending;

    public WakeupRelay(@ReactiveDataSource("messages") Pool pool, Wakeups wakeups, MeterRegistry metrics) {
        this.pool = pool;
        this.wakeups = wakeups;
        this.lost = metrics.counter("weft_wakeups_lost");
        this.writer = new BatchWriter<>(
                "wakeups",
                BatchWriter.Bounds.of(QUEUE, BATCH).paced(APART, APART).losing(),
                new Notifications());
        BatchWriter.measure(metrics, "wakeups", List.of(writer));
        Gauge.builder("weft_wakeups_listening", () -> connection == null ? 0 : 1)
                .register(metrics);
    }

    /**
     * From here on wake-ups go to the others.
     *
     * @param others whether there are any
     * @param owned whether this process owns that shard, so that nobody else need be told
     */
    public void start(BooleanSupplier others, IntPredicate owned) {
        this.othersLive = others;
        this.ownsShard = owned;
        wakeups.relay(this);
    }

    /** Listens, if it does not yet or no more. Called again and again by one thread. */
    public void keepListening() {
        PgConnection present = connection;
        if (present == null) {
            connection = listen();
            wakeAll();
        } else {
            try {
                waiting(present.query("select 1").execute());
            } catch (StoreUnavailable gone) {
                drop(present);
                throw gone;
            }
        }
    }

    private PgConnection listen() {
        Future<SqlConnection> asked = pool.getConnection();
        SqlConnection made;
        try {
            made = waiting(asked);
        } catch (StoreUnavailable away) {
            asked.onSuccess(SqlConnection::close);
            throw away;
        }
        PgConnection listening = PgConnection.cast(made);
        try {
            listening.notificationHandler(told -> heard(listening, told));
            listening.closeHandler(_ -> drop(listening));
            waiting(listening.query("listen " + CHANNEL).execute());
            return listening;
        } catch (StoreUnavailable failed) {
            end(listening);
            throw failed;
        }
    }

    private void drop(PgConnection gone) {
        if (connection == gone) {
            connection = null;
            if (!ending) {
                LOG.debug("the connection that listens for wake-ups is gone");
            }
        }
        end(gone);
    }

    /** On the connection's thread. */
    private void heard(PgConnection listening, PgNotification told) {
        if (told.getProcessId() == listening.processId()) {
            return;
        }
        for (String each : told.getPayload().split(" ")) {
            try {
                if (each.startsWith(ACCOUNT)) {
                    wakeups.accountChangedHere(UUID.fromString(each.substring(ACCOUNT.length())));
                } else if (each.startsWith(HEARD)) {
                    wakeups.heardElsewhere(Address.parse(each.substring(HEARD.length())), true);
                } else if (each.startsWith(FOUND)) {
                    wakeups.heardElsewhere(Address.parse(each.substring(FOUND.length())), false);
                } else {
                    String[] parts = each.split(":", 2);
                    wakeups.wakeHere(
                            Work.valueOf(parts[0]), parts.length == 2 ? Integer.parseInt(parts[1]) : Wakeups.ANY_SHARD);
                }
            } catch (IllegalArgumentException ofAnotherVersion) {
                LOG.debugf("a wake-up is not understood: %s", each);
            }
        }
    }

    private void wakeAll() {
        for (Work work : Work.values()) {
            wakeups.wakeHere(work);
        }
    }

    @Override
    public void accountChanged(UUID account) {
        offer(ACCOUNT + account);
    }

    @Override
    public void wake(Work work, int shard) {
        if (shard == Wakeups.ANY_SHARD || !ownsShard.test(shard)) {
            offer(shard == Wakeups.ANY_SHARD ? text(work) : text(work) + ":" + shard);
        }
    }

    @Override
    public void heard(Address destination, boolean announced) {
        offer((announced ? HEARD : FOUND) + destination);
    }

    /** How a notification names that work, whichever shard it is of. */
    public static String text(Work work) {
        return work.name();
    }

    private void offer(String wakeup) {
        if (othersLive.getAsBoolean() && !writer.offer(wakeup)) {
            lost.increment();
        }
    }

    private final class Notifications implements BatchWriter.Target<String> {

        @Override
        public Runnable write(List<String> wakeups) {
            PgConnection present = connection;
            if (present == null) {
                throw new StoreUnavailable(new IllegalStateException("not connected"));
            }
            // A notification is a transaction that is written; nobody waits for this one to be on disk.
            waiting(present.preparedQuery("select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)")
                    .execute(Tuple.of(CHANNEL, String.join(" ", new LinkedHashSet<>(wakeups)))));
            return () -> {};
        }

        @Override
        public boolean passes(RuntimeException failure) {
            return true;
        }

        @Override
        public void refused(String wakeup, RuntimeException why) {
            lost.increment();
        }

        @Override
        public void lost(List<String> wakeups, RuntimeException why) {
            lost.increment(wakeups.size());
        }
    }

    private static <T> T waiting(Future<T> step) {
        try {
            return step.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new StoreUnavailable(e.getCause());
        } catch (TimeoutException e) {
            throw new StoreUnavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable(e);
        }
    }

    private static void end(PgConnection listening) {
        listening.notificationHandler(null);
        listening.closeHandler(null);
        listening.query("unlisten *").execute().onComplete(_ -> listening.close());
    }

    @PreDestroy
    void stop() {
        ending = true;
        writer.close(PATIENCE);
        PgConnection present = connection;
        connection = null;
        if (present != null) {
            end(present);
        }
    }
}
