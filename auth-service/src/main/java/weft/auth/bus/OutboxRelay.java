package weft.auth.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.annotations.Broadcast;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.jboss.logging.Logger;
import weft.events.AccountEvent;
import weft.events.Channels;
import weft.events.Keyed;
import weft.events.SessionEvent;
import weft.service.context.SameContext;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;
import weft.service.work.PeriodicWork;

/**
 * Carries events from the outbox table to the bus, in the order they were committed in. A row is deleted once the bus has
 * taken the event, so an event may come twice, after a crash or from two processes, and is never lost.
 *
 * <p>An event that can't be read, or that the bus does not take, stays in the table and is tried again later; so do the later ones
 * of its account, for their order. The others go on.
 *
 * <p>One turn at a time, so that a bus that takes nothing holds one of the database's connections and not all: whoever asks
 * while a turn is under way shares the one after it. A turn lets go after {@value #TURN_SECONDS} s without progress.
 */
@ApplicationScoped
public class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    static final int BATCH = 100;
    private static final Duration POLL = Duration.ofSeconds(2);

    /** Longest for a batch on its way to the bus, and for each statement; the rows are locked so long. */
    static final int TURN_SECONDS = 5;

    /** A request waits this long for its own events; the poll takes them later if the bus is slow. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Pool pool;
    private final ObjectMapper json;
    private final Quarantine<Long> unreadable;
    private final Quarantine<UUID> notTaken;
    private final MutinyEmitter<SessionEvent> sessionEvents;
    private final MutinyEmitter<AccountEvent> accountEvents;

    private final EventsUnderWay underWay = new EventsUnderWay();

    private volatile boolean ending;
    private final PeriodicWork work =
            new PeriodicWork("the outbox", POLL, () -> Uni.createFrom().completionStage(() -> turn().copy()));
    private CompletableFuture<Void> running;
    private CompletableFuture<Void> following;

    OutboxRelay(
            @ReactiveDataSource("auth") Pool pool,
            ObjectMapper json,
            @Channel(Channels.SESSION_EVENTS) @Broadcast MutinyEmitter<SessionEvent> sessionEvents,
            @Channel(Channels.ACCOUNT_EVENTS) @Broadcast MutinyEmitter<AccountEvent> accountEvents,
            Quarantines quarantines) {
        this.pool = pool;
        this.json = json;
        this.sessionEvents = sessionEvents;
        this.accountEvents = accountEvents;
        this.unreadable = quarantines.of("outbox");
        this.notTaken = quarantines.of("outbox-accounts", LONGEST_PAUSE);
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        work.start(vertx);
    }

    /** What a turn has not sent by then is in the table and follows after the next start. */
    void stop(@Observes ShutdownEvent stopping) {
        ending = true;
        work.stop();
    }

    /**
     * Completes when everything committed before is on the bus, or after a second: what is left follows by itself. Never
     * fails: the change itself is committed.
     */
    public Uni<Void> drain() {
        return SameContext.of(() -> Uni.createFrom()
                .completionStage(() -> turn().copy())
                .ifNoItem()
                .after(PATIENCE)
                .recoverWithItem((Void) null));
    }

    /** A turn that begins now or when the one under way has ended; ends without failure. */
    private CompletableFuture<Void> turn() {
        CompletableFuture<Void> begun;
        synchronized (this) {
            if (running != null) {
                following = following == null ? new CompletableFuture<>() : following;
                return following;
            }
            running = new CompletableFuture<>();
            begun = running;
        }
        begin(begun);
        return begun;
    }

    private void begin(CompletableFuture<Void> turn) {
        relay().subscribe().with(done -> end(turn), failed -> {
            LOG.logf(
                    ending ? Logger.Level.DEBUG : Logger.Level.WARN,
                    "events wait in the outbox: %s",
                    failed.getMessage());
            end(turn);
        });
    }

    private void end(CompletableFuture<Void> turn) {
        CompletableFuture<Void> next;
        synchronized (this) {
            next = following;
            running = next;
            following = null;
        }
        turn.complete(null);
        if (next != null) {
            begin(next);
        }
    }

    private Uni<Void> relay() {
        return relay(-1);
    }

    /** Batch after batch, each from where the last one ended: what stays in the table does not come again in this turn. */
    private Uni<Void> relay(long after) {
        return pool.withTransaction(connection -> connection
                        .query("set local statement_timeout = '" + TURN_SECONDS + "s'")
                        .execute()
                        .chain(() -> batch(connection, after))
                        .call(rows -> relay(connection, rows))
                        .ifNoItem()
                        .after(Duration.ofSeconds(TURN_SECONDS))
                        .failWith(() -> new TimeoutException("the bus took nothing for " + TURN_SECONDS + " s")))
                .invoke(this::settled)
                .chain(rows -> rows.size() == BATCH
                        ? relay(rows.getLast().getLong("sequence"))
                        : Uni.createFrom().voidItem());
    }

    private void settled(List<Row> batch) {
        if (!batch.isEmpty()) {
            underWay.settled(batch.getLast().getLong("sequence"));
        }
    }

    private static Uni<List<Row>> batch(SqlConnection connection, long after) {
        return connection
                .preparedQuery("select sequence, channel, payload from auth.outbox where sequence > $2"
                        + " order by sequence limit $1 for update")
                .execute(Tuple.of(BATCH, after))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList());
    }

    private Uni<Void> relay(SqlConnection connection, List<Row> batch) {
        List<Long> sent = new ArrayList<>();
        return Multi.createFrom()
                .iterable(batch)
                .onItem()
                .transformToUniAndConcatenate(row -> relay(row).invoke(done -> {
                    if (done) {
                        sent.add(row.getLong("sequence"));
                    }
                }))
                .collect()
                .last()
                .chain(() -> sent.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : connection
                                .preparedQuery("delete from auth.outbox where sequence = any($1)")
                                .execute(Tuple.of((Object) sent.toArray(Long[]::new)))
                                .replaceWithVoid());
    }

    /** Whether the bus has the event. Never fails. */
    private Uni<Boolean> relay(Row row) {
        long sequence = row.getLong("sequence");
        if (unreadable.rests(sequence)) {
            return Uni.createFrom().item(false);
        }
        try {
            boolean ofSession = row.getString("channel").equals(Channels.SESSION_EVENTS);
            Uni<Boolean> sent = ofSession
                    ? send(sequence, sessionEvents, read(row, SessionEvent.class))
                    : send(sequence, accountEvents, read(row, AccountEvent.class));
            unreadable.used(sequence);
            return sent;
        } catch (JsonProcessingException | IllegalArgumentException damaged) {
            unreadable.failed(
                    sequence, new IllegalStateException(damaged.getClass().getSimpleName()));
            return Uni.createFrom().item(false);
        }
    }

    private <E> E read(Row row, Class<E> type) throws JsonProcessingException {
        String channel = row.getString("channel");
        if (!channel.equals(Channels.SESSION_EVENTS) && !channel.equals(Channels.ACCOUNT_EVENTS)) {
            throw new IllegalArgumentException("no such channel");
        }
        E event = json.readValue(row.getString("payload"), type);
        if (event == null) {
            throw new IllegalArgumentException("no event");
        }
        return event;
    }

    private <E extends Keyed> Uni<Boolean> send(long sequence, MutinyEmitter<E> channel, E event) {
        UUID account = UUID.fromString(event.key());
        if (notTaken.rests(account)) {
            return Uni.createFrom().item(false);
        }
        return underWay.once(sequence, () -> channel.send(event)
                .invoke(() -> notTaken.used(account))
                .replaceWith(true)
                .onFailure()
                .recoverWithItem(refused -> {
                    notTaken.failed(account, refused);
                    return false;
                }));
    }
}
