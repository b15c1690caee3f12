package weft.message.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import weft.message.store.Events;
import weft.message.store.Wakeups;
import weft.message.store.sql.Database;
import weft.service.problem.Problem;
import weft.service.token.Caller;

/** The event streams that are open, woken when their account's log grows and ended with their session. */
@ApplicationScoped
public class EventStreams {

    /** Streams one account may have open; a further one is refused with 429. */
    public static final int PER_ACCOUNT = 20;

    /** The type of event that says that an announce was heard, as it stands in the list of announces. */
    public static final String ANNOUNCE_HEARD = "announce.heard";

    /** The type of event that says that an interface went up or down, or that its clients have changed, as the list of interfaces has it. */
    public static final String INTERFACE_STATE = "interface.state";

    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Database database;
    private final Events events;
    private final ObjectMapper mapper;
    private final Map<UUID, Set<EventStream>> open = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Counter dropped;
    private final Counter refused;
    private final Wakeups.Registration registration;
    private volatile boolean ending;

    EventStreams(Database database, Events events, Wakeups wakeups, ObjectMapper mapper, MeterRegistry metrics) {
        this.database = database;
        this.events = events;
        this.mapper = mapper;
        this.dropped = metrics.counter("weft_event_stream_dropped");
        this.refused = metrics.counter("weft_event_streams_refused");
        Gauge.builder("weft_event_streams_open", count::get).register(metrics);
        Gauge.builder("weft_event_streams_per_account", this, EventStreams::mostOfOneAccount)
                .register(metrics);
        Gauge.builder("weft_event_streams_per_account_bound", () -> PER_ACCOUNT).register(metrics);
        Gauge.builder("weft_event_stream_waiting", this, EventStreams::mostWaiting)
                .register(metrics);
        Gauge.builder("weft_event_stream_waiting_bound", () -> EventStream.BUFFER)
                .register(metrics);
        this.registration = wakeups.onAccount(account -> of(account).forEach(EventStream::wake));
    }

    /**
     * A new stream for the caller.
     *
     * @param last number of the last event the client has; negative: from now on
     * @throws weft.service.problem.ProblemException 429 when the account has {@value #PER_ACCOUNT} already, 503 when the process ends
     */
    public EventStream add(Caller caller, long last) {
        if (ending) {
            throw Problem.unavailable("The node is ending; try again.", WAIT).exception();
        }
        EventStream stream =
                new EventStream(caller, last, new EventLog(database, events, mapper), this::remove, dropped::increment);
        open.compute(caller.account(), (_, streams) -> {
            Set<EventStream> all = streams == null ? ConcurrentHashMap.newKeySet() : streams;
            if (all.size() >= PER_ACCOUNT) {
                refused.increment();
                throw Problem.tooMany(
                                "too-many-streams", "An account may have " + PER_ACCOUNT + " event streams open", WAIT)
                        .with("limit", PER_ACCOUNT)
                        .exception();
            }
            all.add(stream);
            return all;
        });
        count.incrementAndGet();
        return stream;
    }

    /**
     * Tells every stream whose client may know it something that is not in the log, such as an announce; a slow reader may miss it.
     */
    public void broadcast(String type, Object data) {
        try {
            String json = mapper.writeValueAsString(data);
            open.values().stream().flatMap(Collection::stream).forEach(stream -> stream.offer(type, json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event that can't be written as JSON", e);
        }
    }

    /** The session or token is dead: its streams tell what is left to tell, and end. */
    public void endSession(UUID account, UUID credential) {
        of(account).stream()
                .filter(stream -> credential.equals(stream.caller().credential()))
                .forEach(EventStream::endSession);
    }

    /** Every stream tells what is left to tell, and ends: their clients come again and are asked who they are. */
    public void endAll() {
        open.values().stream().flatMap(Collection::stream).forEach(EventStream::endSession);
    }

    /** A process that waits for requests under way would wait for these as long as it waits at all. */
    void endWithTheProcess(@Observes ShutdownDelayInitiatedEvent begun) {
        ending = true;
        endAll();
    }

    private Set<EventStream> of(UUID account) {
        return open.getOrDefault(account, Set.of());
    }

    private int mostOfOneAccount() {
        return open.values().stream().mapToInt(Set::size).max().orElse(0);
    }

    private int mostWaiting() {
        return open.values().stream()
                .flatMap(Collection::stream)
                .mapToInt(EventStream::waiting)
                .max()
                .orElse(0);
    }

    private void remove(EventStream stream) {
        open.computeIfPresent(stream.caller().account(), (_, streams) -> {
            if (streams.remove(stream)) {
                count.decrementAndGet();
            }
            return streams.isEmpty() ? null : streams;
        });
    }

    @PreDestroy
    void stop() {
        registration.close();
        open.values().stream().flatMap(Collection::stream).toList().forEach(EventStream::close);
    }
}
