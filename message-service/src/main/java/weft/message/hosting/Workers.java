package weft.message.hosting;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import weft.events.ShardsOwned;
import weft.message.delivery.FullMailboxes;
import weft.message.hosting.endpoint.HostedEndpoints;
import weft.message.store.Deliveries;
import weft.message.store.Journal;
import weft.message.store.WakeupRelay;
import weft.message.store.Wakeups;
import weft.message.store.Wakeups.Work;
import weft.message.store.sql.Database;

/** Starts and ends the loops, but those of the writers; and says who wakes whom, and in which order all ends. */
@ApplicationScoped
public class Workers {

    private static final Duration LOOK_ANYWAY = Duration.ofSeconds(1);
    /** Rounds that write for many messages at once begin so far apart. */
    static final Duration TOGETHER = Duration.ofMillis(25);

    /** When writers end: after whoever gives them something to write. */
    static final int WRITERS_STOP = Interceptor.Priority.APPLICATION + 10;

    /** How long a writer may take for what still waits when the process ends. */
    static final Duration LAST_WRITES = Duration.ofSeconds(5);

    private static final int FIRST_TO_STOP = Interceptor.Priority.APPLICATION;
    private static final int LAST_TO_STOP = WRITERS_STOP + 10;
    private static final Duration OWNERSHIP = Duration.ofSeconds(2);
    private static final Duration QUOTAS = Duration.ofSeconds(5);
    private static final Duration COUNTING = Duration.ofSeconds(10);
    private static final Duration CLEANING = Duration.ofMinutes(10);

    private final Ownership ownership;
    private final Hosting hosting;
    private final HostedEndpoints endpoints;
    private final DeliveryWorker deliveryWorker;
    private final InboxWorker inbox;
    private final Announcer announcer;
    private final Housekeeping housekeeping;
    private final FullMailboxes fullMailboxes;
    private final Database database;
    private final Journal journal;
    private final Deliveries deliveries;
    private final Wakeups wakeups;
    private final WakeupRelay relay;
    private final HandOver handOver;
    private final Event<ShardsOwned> owned;
    private final List<Loop> loops = new ArrayList<>();
    private volatile long undecided;
    private volatile long underWay;

    Workers(
            Ownership ownership,
            Hosting hosting,
            HostedEndpoints endpoints,
            DeliveryWorker deliveryWorker,
            InboxWorker inbox,
            Announcer announcer,
            Housekeeping housekeeping,
            FullMailboxes fullMailboxes,
            Database database,
            Journal journal,
            Deliveries deliveries,
            Wakeups wakeups,
            WakeupRelay relay,
            HandOver handOver,
            Event<ShardsOwned> owned,
            MeterRegistry metrics) {
        this.ownership = ownership;
        this.hosting = hosting;
        this.endpoints = endpoints;
        this.deliveryWorker = deliveryWorker;
        this.inbox = inbox;
        this.announcer = announcer;
        this.housekeeping = housekeeping;
        this.fullMailboxes = fullMailboxes;
        this.database = database;
        this.journal = journal;
        this.deliveries = deliveries;
        this.wakeups = wakeups;
        this.relay = relay;
        this.handOver = handOver;
        this.owned = owned;
        Gauge.builder("weft_journal_undecided", () -> undecided).register(metrics);
        Gauge.builder("weft_deliveries_under_way", () -> underWay).register(metrics);
    }

    void start(@Observes StartupEvent started) {
        Loop hostingLoop = begin("hosting", LOOK_ANYWAY, hosting::round);
        Loop deliveryLoop = begin("deliveries", LOOK_ANYWAY, TOGETHER, deliveryWorker::round);
        Loop inboxLoop = begin("inbox", LOOK_ANYWAY, TOGETHER, inbox::round);
        Loop announcerLoop = begin("announcer", Duration.ofMillis(250), announcer::round);
        wakes(Work.IDENTITIES, hostingLoop);
        wakes(Work.DELIVERIES, deliveryLoop);
        wakes(Work.JOURNAL, inboxLoop);
        wakes(Work.ANNOUNCES, announcerLoop);
        ownership.onOwned(shards -> owned.fire(new ShardsOwned(shards)));
        ownership.onChange(_ -> {
            hostingLoop.wake();
            deliveryLoop.wake();
            inboxLoop.wake();
        });
        ownership.onHandOver(handOver::drain);
        wakes(Work.SHARDS, begin("ownership", OWNERSHIP, () -> {
            ownership.renew();
            return false;
        }));
        relay.start(
                () -> ownership.living() > 1, shard -> ownership.epoch(shard).isPresent());
        begin("wakeups", OWNERSHIP, () -> {
            relay.keepListening();
            return false;
        });
        begin("housekeeping", CLEANING, housekeeping::round);
        begin("quotas", QUOTAS, () -> {
            fullMailboxes.lookAgain();
            return false;
        });
        begin("backlog", COUNTING, this::count);
    }

    /** Before interfaces close, which is at the usual priority. */
    void stop(@Observes @Priority(FIRST_TO_STOP) ShutdownEvent ending) {
        loops.reversed().forEach(Loop::close);
        endpoints.leave();
    }

    /** Only now may another process write what these shards are about. */
    void release(@Observes @Priority(LAST_TO_STOP) ShutdownEvent ending) {
        ownership.release();
    }

    private void wakes(Work work, Loop loop) {
        wakeups.onWork(work, shard -> {
            if (shard == Wakeups.ANY_SHARD || ownership.epoch(shard).isPresent()) {
                loop.wake();
            }
        });
    }

    private Loop begin(String name, Duration pause, BooleanSupplier round) {
        return begin(name, pause, Duration.ZERO, round);
    }

    private Loop begin(String name, Duration pause, Duration apart, BooleanSupplier round) {
        Loop loop = new Loop(name, pause, apart, round);
        loops.add(loop);
        return loop;
    }

    private boolean count() {
        Set<Integer> held = ownership.held().keySet();
        if (!held.isEmpty()) {
            undecided = database.transact(transaction -> journal.backlog(transaction, held));
            underWay = database.transact(transaction -> deliveries.backlog(transaction, held));
        }
        return false;
    }
}
