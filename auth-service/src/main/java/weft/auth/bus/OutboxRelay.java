package weft.auth.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.annotations.Broadcast;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.jboss.logging.Logger;
import weft.events.AccountEvent;
import weft.events.Channels;
import weft.events.SessionEvent;

/**
 * Carries events from the outbox table to the bus, in the order they were committed in. A row is deleted once the bus has
 * taken the event, so an event may come twice and is never lost.
 *
 * <p>One turn at a time, so that a bus that takes nothing holds one of the database's connections and not all: whoever asks
 * while a turn is under way shares the one after it. A turn lets go after {@value #TURN_SECONDS} s without progress.
 */
@ApplicationScoped
public class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    static final int BATCH = 100;
    private static final long POLL_MILLIS = 2_000;

    /** Longest for a batch on its way to the bus, and for each statement; the rows are locked so long. */
    static final int TURN_SECONDS = 5;

    /** A request waits this long for its own events; the poll takes them later if the bus is slow. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Pool pool;
    private final ObjectMapper json;
    private final MutinyEmitter<SessionEvent> sessionEvents;
    private final MutinyEmitter<AccountEvent> accountEvents;

    private CompletableFuture<Void> running;
    private CompletableFuture<Void> following;

    @Inject
    OutboxRelay(
            @ReactiveDataSource("auth") Pool pool,
            ObjectMapper json,
            @Channel(Channels.SESSION_EVENTS) @Broadcast MutinyEmitter<SessionEvent> sessionEvents,
            @Channel(Channels.ACCOUNT_EVENTS) @Broadcast MutinyEmitter<AccountEvent> accountEvents) {
        this.pool = pool;
        this.json = json;
        this.sessionEvents = sessionEvents;
        this.accountEvents = accountEvents;
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        vertx.setPeriodic(POLL_MILLIS, timer -> {
            if (idle()) {
                turn();
            }
        });
    }

    private synchronized boolean idle() {
        return running == null;
    }

    /**
     * Completes when everything committed before is on the bus, or after a second: what is left follows by itself. Never
     * fails: the change itself is committed.
     */
    public Uni<Void> drain() {
        Context context = Vertx.currentContext();
        Uni<Void> drained = Uni.createFrom()
                .completionStage(() -> turn().copy())
                .ifNoItem()
                .after(PATIENCE)
                .recoverWithItem((Void) null);
        return context == null ? drained : drained.emitOn(task -> context.runOnContext(ignored -> task.run()));
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
            LOG.warnf("events wait in the outbox: %s", failed.getMessage());
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
        return pool.withTransaction(connection -> connection
                        .query("set local statement_timeout = '" + TURN_SECONDS + "s'")
                        .execute()
                        .chain(() -> relayBatch(connection))
                        .ifNoItem()
                        .after(Duration.ofSeconds(TURN_SECONDS))
                        .failWith(() -> new TimeoutException("the bus took nothing for " + TURN_SECONDS + " s")))
                .chain(sent -> sent == BATCH ? relay() : Uni.createFrom().voidItem());
    }

    private Uni<Integer> relayBatch(SqlConnection connection) {
        return connection
                .preparedQuery(
                        "select sequence, channel, payload from auth.outbox order by sequence limit $1 for update")
                .execute(Tuple.of(BATCH))
                .chain(rows -> {
                    List<Row> batch =
                            StreamSupport.stream(rows.spliterator(), false).toList();
                    if (batch.isEmpty()) {
                        return Uni.createFrom().item(0);
                    }
                    Long[] sequences =
                            batch.stream().map(row -> row.getLong("sequence")).toArray(Long[]::new);
                    return Multi.createFrom()
                            .iterable(batch)
                            .onItem()
                            .transformToUniAndConcatenate(this::send)
                            .collect()
                            .last()
                            .chain(() -> connection
                                    .preparedQuery("delete from auth.outbox where sequence = any($1)")
                                    .execute(Tuple.of((Object) sequences)))
                            .replaceWith(batch.size());
                });
    }

    private Uni<Void> send(Row row) {
        String channel = row.getString("channel");
        String payload = row.getString("payload");
        try {
            return switch (channel) {
                case Channels.SESSION_EVENTS -> sessionEvents.send(json.readValue(payload, SessionEvent.class));
                case Channels.ACCOUNT_EVENTS -> accountEvents.send(json.readValue(payload, AccountEvent.class));
                default -> throw new IllegalStateException("no such channel: " + channel);
            };
        } catch (JsonProcessingException damaged) {
            LOG.errorf(damaged, "an event in the outbox can't be read and is dropped: %s", payload);
            return Uni.createFrom().voidItem();
        }
    }
}
