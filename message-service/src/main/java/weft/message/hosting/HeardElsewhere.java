package weft.message.hosting;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import weft.message.hosting.MeshObserver.Announcement;
import weft.message.hosting.endpoint.HostedEndpoints;
import weft.message.store.Deliveries;
import weft.message.store.KnownDestinations;
import weft.message.store.KnownDestinations.KnownDestination;
import weft.message.store.Wakeups;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.message.stream.EventStreams;
import weft.reticulum.Address;
import weft.service.work.BatchWriter;

/**
 * What becomes here of announces that another replica has heard and written: endpoints with messages for their destinations try them
 * now, and event streams tell of them. It is read from the database, many at a time.
 *
 * <p>At most {@value #QUEUE} wait; past that, and while the database is away, one is passed over and counted: its messages are tried when
 * their time comes.
 */
@Startup
@ApplicationScoped
class HeardElsewhere {

    static final int QUEUE = 4_096;

    private static final int BATCH = 100;

    private record Heard(Address destination, boolean announced) {}

    private final Database database;
    private final KnownDestinations destinations;
    private final Deliveries deliveries;
    private final HostedEndpoints endpoints;
    private final EventStreams streams;
    private final Counter dropped;
    private final BatchWriter<Heard> reader;

    HeardElsewhere(
            Database database,
            KnownDestinations destinations,
            Deliveries deliveries,
            HostedEndpoints endpoints,
            EventStreams streams,
            Wakeups wakeups,
            MeterRegistry metrics) {
        this.database = database;
        this.destinations = destinations;
        this.deliveries = deliveries;
        this.endpoints = endpoints;
        this.streams = streams;
        this.dropped = metrics.counter("weft_announces_elsewhere_dropped");
        this.reader = new BatchWriter<>(
                "announces-elsewhere", BatchWriter.Bounds.of(QUEUE, BATCH).losing(), new Known());
        BatchWriter.measure(metrics, "announces_elsewhere", List.of(reader));
        wakeups.onHeardElsewhere((destination, announced) -> {
            if (!reader.offer(new Heard(destination, announced))) {
                dropped.increment();
            }
        });
    }

    private final class Known implements BatchWriter.Target<Heard> {

        @Override
        public Runnable write(List<Heard> rows) {
            Map<Address, Boolean> announced = new HashMap<>();
            rows.forEach(heard -> announced.merge(heard.destination(), heard.announced(), Boolean::logicalOr));
            return tell(announced);
        }

        @Override
        public boolean passes(RuntimeException failure) {
            return failure instanceof StoreUnavailable;
        }

        @Override
        public void refused(Heard row, RuntimeException why) {
            dropped.increment();
        }

        @Override
        public void lost(List<Heard> rows, RuntimeException why) {
            dropped.increment(rows.size());
        }
    }

    private Runnable tell(Map<Address, Boolean> announced) {
        Map<Address, KnownDestination> known = new HashMap<>();
        List<Deliveries.Way> ways = database.transact(transaction -> {
            destinations
                    .list(transaction, announced.keySet())
                    .forEach(each -> known.put(each.recipient().destination(), each));
            return deliveries.sendersTo(transaction, announced.keySet());
        });
        return () -> {
            ways.stream()
                    .filter(way -> known.containsKey(way.peer())
                            && known.get(way.peer()).aspect().equals(KnownDestinations.DELIVERY))
                    .forEach(way ->
                            endpoints.heard(way.own(), known.get(way.peer()).recipient()));
            known.values().stream()
                    .filter(each -> announced.get(each.recipient().destination()))
                    .forEach(each -> streams.broadcast(
                            EventStreams.ANNOUNCE_HEARD,
                            Announcement.of(
                                    each, Instant.ofEpochSecond(each.recipient().heardAt()))));
        };
    }

    void stop(@Observes @Priority(Workers.WRITERS_STOP) ShutdownEvent ending) {
        reader.close(Workers.LAST_WRITES);
    }
}
