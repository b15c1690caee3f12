package weft.auth.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.annotations.Broadcast;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import weft.events.AccountEvent;
import weft.events.Channels;
import weft.events.Keyed;
import weft.events.SessionEvent;
import weft.service.context.OwnContext;
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

    private final Mutiny.SessionFactory sessions;
    private final Vertx vertx;
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
            @PersistenceUnit("auth") Mutiny.SessionFactory sessions,
            Vertx vertx,
            ObjectMapper json,
            @Channel(Channels.SESSION_EVENTS) @Broadcast MutinyEmitter<SessionEvent> sessionEvents,
            @Channel(Channels.ACCOUNT_EVENTS) @Broadcast MutinyEmitter<AccountEvent> accountEvents,
            Quarantines quarantines) {
        this.sessions = sessions;
        this.vertx = vertx;
        this.json = json;
        this.sessionEvents = sessionEvents;
        this.accountEvents = accountEvents;
        this.unreadable = quarantines.of("outbox");
        this.notTaken = quarantines.of("outbox-accounts", LONGEST_PAUSE);
    }

    private record Row(long sequence, String channel, String payload) {

        static Row of(Tuple columns) {
            return new Row(
                    columns.get("sequence", Long.class),
                    columns.get("channel", String.class),
                    columns.get("payload", String.class));
        }
    }

    void start(@Observes StartupEvent started) {
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
        return OwnContext.of(
                        vertx, () -> sessions.withStatelessTransaction((session, transaction) -> batch(session, after)))
                .invoke(this::settled)
                .chain(rows -> rows.size() == BATCH
                        ? relay(rows.getLast().sequence())
                        : Uni.createFrom().voidItem());
    }

    /** The timer has a thread of its own, and so may the bus; the transaction ends on the context on which it began. */
    private Uni<List<Row>> batch(Mutiny.StatelessSession session, long after) {
        return SameContext.of(() -> session.createNativeQuery("set local statement_timeout = '" + TURN_SECONDS + "s'")
                .executeUpdate()
                .chain(() -> rows(session, after))
                .call(rows -> relay(session, rows))
                .ifNoItem()
                .after(Duration.ofSeconds(TURN_SECONDS))
                .failWith(() -> new TimeoutException("the bus took nothing for " + TURN_SECONDS + " s")));
    }

    private void settled(List<Row> batch) {
        if (!batch.isEmpty()) {
            underWay.settled(batch.getLast().sequence());
        }
    }

    private static Uni<List<Row>> rows(Mutiny.StatelessSession session, long after) {
        return session.createNativeQuery(
                        "select sequence, channel, payload from auth.outbox where sequence > :after"
                                + " order by sequence limit :most for update",
                        Tuple.class)
                .setParameter("after", after)
                .setParameter("most", BATCH)
                .getResultList()
                .map(rows -> rows.stream().map(Row::of).toList());
    }

    private Uni<Void> relay(Mutiny.StatelessSession session, List<Row> batch) {
        List<Long> sent = new ArrayList<>();
        return Multi.createFrom()
                .iterable(batch)
                .onItem()
                .transformToUniAndConcatenate(
                        row -> SameContext.of(() -> relay(row)).invoke(done -> {
                            if (done) {
                                sent.add(row.sequence());
                            }
                        }))
                .collect()
                .last()
                .chain(() -> sent.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : session.createNativeQuery("delete from auth.outbox where sequence = any(:sent)")
                                .setParameter("sent", sent.toArray(Long[]::new))
                                .executeUpdate()
                                .replaceWithVoid());
    }

    /** Whether the bus has the event. Never fails. */
    private Uni<Boolean> relay(Row row) {
        long sequence = row.sequence();
        if (unreadable.rests(sequence)) {
            return Uni.createFrom().item(false);
        }
        try {
            boolean ofSession = row.channel().equals(Channels.SESSION_EVENTS);
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
        String channel = row.channel();
        if (!channel.equals(Channels.SESSION_EVENTS) && !channel.equals(Channels.ACCOUNT_EVENTS)) {
            throw new IllegalArgumentException("no such channel");
        }
        E event = json.readValue(row.payload(), type);
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
