package weft.transport.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.DatabaseException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import weft.reticulum.Address;
import weft.service.http.Page;
import weft.service.http.PageRequest;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;
import weft.service.sql.SqlState;
import weft.service.work.PeriodicWork;

/**
 * The announces heard, the newest of each destination, in PostgreSQL.
 *
 * <p>Writing never holds up the mesh: what comes while a batch is being written gathers in memory, one per destination, and
 * makes the next batch. Others are told of an announce once it is listed, so that who is told and looks finds it. While the
 * database is away at most {@link #GATHERED} destinations wait and the oldest go first, counted; they will announce again. At
 * most {@link #KEPT} destinations are kept, and those heard longest ago go first.
 */
@ApplicationScoped
public class AnnounceStore {

    /** Destinations that wait to be written. */
    static final int GATHERED = 10_000;

    /** Destinations kept. */
    static final int KEPT = 100_000;

    private static final Logger LOG = Logger.getLogger(AnnounceStore.class);
    private static final int BATCH = 500;
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration TRIMMED_FIRST = Duration.ofMinutes(1);
    private static final Duration TRIMMED_EVERY = Duration.ofMinutes(10);

    private static final String UPSERT = """
            INSERT INTO transport.announces
                (destination, identity, aspect, name, hops, interface_name, heard_at, position)
            VALUES ($1, $2, $3, $4, $5, $6, $7, nextval('transport.announces_order'))
            ON CONFLICT (destination) DO UPDATE SET
                identity = excluded.identity, aspect = excluded.aspect, name = excluded.name, hops = excluded.hops,
                interface_name = excluded.interface_name, heard_at = excluded.heard_at, position = excluded.position""";

    private static final String LIST = """
            SELECT destination, identity, aspect, name, hops, interface_name, heard_at, position
            FROM transport.announces
            WHERE ($1::text IS NULL OR aspect = $1) AND position < $2
            ORDER BY position DESC LIMIT $3""";

    private static final String TRIM = """
            DELETE FROM transport.announces WHERE position <=
                (SELECT position FROM transport.announces ORDER BY position DESC OFFSET $1 LIMIT 1)""";

    private final Pool database;
    private final Quarantine<Address> refused;
    private final Counter dropped;
    private final LinkedHashMap<Address, Waiting> gathered = new LinkedHashMap<>();
    private boolean writing;
    private boolean away;

    /** Reckoned at each change, under the lock: the mesh's event loop asks after every few packets and waits for nobody. */
    private volatile boolean behind;

    private volatile boolean ending;
    private final PeriodicWork again = PeriodicWork.of("announces heard", AGAIN, this::begin);
    private final PeriodicWork trimming =
            new PeriodicWork("trimming announces", TRIMMED_FIRST, TRIMMED_EVERY, this::trim);

    private record Waiting(Announced announced, Runnable listed) {}

    AnnounceStore(@ReactiveDataSource("transport") Pool database, Quarantines quarantines, MeterRegistry metrics) {
        this.database = database;
        this.refused = quarantines.of("announces-heard");
        this.dropped = metrics.counter("weft_transport_announces_dropped");
        Gauge.builder("weft_transport_announces_waiting", this, AnnounceStore::waiting)
                .register(metrics);
        Gauge.builder("weft_transport_announces_waiting_bound", () -> GATHERED).register(metrics);
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        again.start(vertx);
        trimming.start(vertx);
    }

    /** What is not written by then is lost, like an announce that was not heard; it comes again by itself. */
    void stop(@Observes ShutdownEvent stopping) {
        ending = true;
        again.stop();
        trimming.stop();
    }

    /**
     * Takes note of an announce. From any thread; returns at once.
     *
     * @param listed runs when it is on disk, unless a newer announce of the destination has taken its place
     */
    public void note(Announced announced, Runnable listed) {
        synchronized (gathered) {
            gathered.putLast(announced.address(), new Waiting(announced, listed));
            if (gathered.size() > GATHERED) {
                gathered.pollFirstEntry();
                dropped.increment();
            }
            reckon();
        }
        begin();
    }

    /** Whether announces come faster than they are written; never while the database is away, which must not hold up the mesh. */
    public boolean isBehind() {
        return behind;
    }

    private void reckon() {
        behind = !away && gathered.size() > GATHERED / 2;
    }

    private int waiting() {
        synchronized (gathered) {
            return gathered.size();
        }
    }

    /** What the database did not take is tried again. */
    void begin() {
        List<Waiting> batch = take();
        if (!batch.isEmpty()) {
            write(batch).subscribe().with(this::wrote, failure -> failed(batch, failure));
        }
    }

    private Uni<List<Waiting>> write(List<Waiting> batch) {
        return database.preparedQuery(UPSERT)
                .executeBatch(batch.stream()
                        .map(waiting -> tuple(waiting.announced()))
                        .toList())
                .replaceWith(batch);
    }

    private void wrote(List<Waiting> batch) {
        done(false);
        batch.forEach(waiting -> waiting.listed().run());
        begin();
    }

    private void failed(List<Waiting> batch, Throwable failure) {
        if (isRefusal(failure)) {
            writeEach(batch);
            return;
        }
        LOG.logf(level(), "Announces can't be written, trying again: %s", failure.getMessage());
        putBack(batch);
        done(true);
    }

    /** One announce that the database refuses must not keep the others waiting: it is left out, the next one is tried again. */
    private void writeEach(List<Waiting> batch) {
        List<Waiting> left = new ArrayList<>(batch);
        Multi.createFrom()
                .iterable(batch)
                .onItem()
                .transformToUniAndConcatenate(waiting -> writeAlone(waiting).invoke(() -> left.remove(waiting)))
                .collect()
                .asList()
                .subscribe()
                .with(written -> wrote(List.of()), failure -> failed(left, failure));
    }

    private Uni<Void> writeAlone(Waiting waiting) {
        Address destination = waiting.announced().address();
        return write(List.of(waiting))
                .invoke(() -> {
                    refused.used(destination);
                    waiting.listed().run();
                })
                .replaceWithVoid()
                .onFailure(AnnounceStore::isRefusal)
                .recoverWithItem(failure -> {
                    refused.failed(destination, failure);
                    return null;
                });
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof DatabaseException statement && !SqlState.passes(statement.getSqlState());
    }

    /** While the process ends, the database is expected to be gone. */
    private Logger.Level level() {
        return ending ? Logger.Level.DEBUG : Logger.Level.WARN;
    }

    private void done(boolean databaseAway) {
        synchronized (gathered) {
            writing = false;
            away = databaseAway;
            reckon();
        }
    }

    /** Never fails. */
    Uni<Void> trim() {
        return database.preparedQuery(TRIM)
                .execute(Tuple.of(KEPT))
                .replaceWithVoid()
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.logf(level(), "Old announces can't be removed: %s", failure.getMessage());
                    return null;
                });
    }

    /** A page of the announces, newest first, of one aspect where one is given. */
    public Uni<Page<Announced>> list(Optional<String> aspect, PageRequest page) {
        long before = page.afterNumber().orElse(Long.MAX_VALUE);
        return database.preparedQuery(LIST)
                .execute(Tuple.of(aspect.orElse(null), before, page.limit() + 1))
                .map(rows -> Page.of(positioned(rows), page, row -> String.valueOf(row.position()))
                        .map(Positioned::announced));
    }

    private record Positioned(long position, Announced announced) {}

    /** The next batch, or none while one is being written. */
    private List<Waiting> take() {
        synchronized (gathered) {
            if (writing || gathered.isEmpty()) {
                return List.of();
            }
            writing = true;
            List<Waiting> batch = new ArrayList<>(Math.min(BATCH, gathered.size()));
            while (batch.size() < BATCH && !gathered.isEmpty()) {
                batch.add(gathered.pollFirstEntry().getValue());
            }
            reckon();
            return batch;
        }
    }

    /** In front again, unless a newer announce of the destination has come meanwhile. */
    private void putBack(List<Waiting> batch) {
        synchronized (gathered) {
            for (Waiting waiting : batch.reversed()) {
                Address address = waiting.announced().address();
                if (gathered.containsKey(address)) {
                    continue;
                }
                if (gathered.size() < GATHERED) {
                    gathered.putFirst(address, waiting);
                } else {
                    dropped.increment();
                }
            }
            reckon();
        }
    }

    private static Tuple tuple(Announced announced) {
        return Tuple.from(List.of(
                Buffer.buffer(announced.address().bytes()),
                Buffer.buffer(announced.identity().bytes()),
                announced.aspect(),
                announced.name() == null ? "" : announced.name(),
                (short) announced.hops(),
                announced.interfaceName(),
                announced.time().atOffset(ZoneOffset.UTC)));
    }

    private static List<Positioned> positioned(RowSet<Row> rows) {
        List<Positioned> found = new ArrayList<>(rows.size());
        for (Row row : rows) {
            String name = row.getString("name");
            found.add(new Positioned(
                    row.getLong("position"),
                    new Announced(
                            Address.of(row.getBuffer("destination").getBytes()),
                            Address.of(row.getBuffer("identity").getBytes()),
                            row.getString("aspect"),
                            name.isEmpty() ? null : name,
                            row.getShort("hops"),
                            row.getString("interface_name"),
                            row.getOffsetDateTime("heard_at").toInstant())));
        }
        return found;
    }
}
