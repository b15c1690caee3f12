package weft.message.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jboss.resteasy.reactive.server.jaxrs.SseImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.message.store.Events;
import weft.message.store.Wakeups;
import weft.message.store.sql.Database;
import weft.message.store.sql.Transaction;
import weft.service.problem.ProblemException;
import weft.service.token.Caller;
import weft.service.token.Scope;

/** The bounds of event streams: how many one account has open, and what waits for a slow reader. */
@Timeout(60)
class EventStreamsTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final EventStreams streams =
            new EventStreams(new NoTransactions(), new EmptyLog(), new Wakeups(), new ObjectMapper(), metrics);

    private static final class NoTransactions extends Database {
        NoTransactions() {
            super(null, new SimpleMeterRegistry());
        }

        @Override
        public <T> T transact(Function<Transaction, T> work) {
            return work.apply(null);
        }
    }

    private static final class EmptyLog extends Events {
        EmptyLog() {
            super(new Wakeups());
        }

        @Override
        public Bounds bounds(Transaction transaction, UUID account) {
            return new Bounds(0, 0);
        }

        @Override
        public List<Event> after(Transaction transaction, UUID account, long sequence, int limit) {
            return List.of();
        }
    }

    @AfterEach
    void stop() {
        streams.stop();
    }

    @Test
    void noWaitForNewsGoesPastTheNextComment() {
        long comment = EventStream.HEARTBEAT.toNanos();
        assertThat(EventStream.HEARTBEAT).isEqualTo(Duration.ofSeconds(15));
        for (long rest = comment; rest > 0; rest -= comment / 40) {
            assertThat(EventStream.pause(rest)).isPositive().isLessThanOrEqualTo(rest);
        }
        assertThat(EventStream.pause(0)).isPositive();
    }

    @Test
    void aProcessThatEndsEndsItsStreamsAndTakesNoNewOne() {
        AssertSubscriber<OutboundSseEvent> client = AssertSubscriber.create(10);
        EventStream stream = streams.add(caller(), -1);
        Multi.createFrom()
                .<OutboundSseEvent>emitter(emitter -> stream.begin(emitter, new SseImpl()), BackPressureStrategy.ERROR)
                .subscribe(client);
        streams.endWithTheProcess(new ShutdownDelayInitiatedEvent());
        client.awaitCompletion();
        assertThatThrownBy(() -> streams.add(caller(), -1))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().status()).isEqualTo(503));
    }

    @Test
    void anAccountAtItsBoundIsRefusedAndCountedUntilOneEnds() {
        Caller caller = caller();
        List<EventStream> open = new ArrayList<>();
        for (int i = 0; i < EventStreams.PER_ACCOUNT; i++) {
            open.add(streams.add(caller, -1));
        }

        assertThatThrownBy(() -> streams.add(caller, -1))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().status()).isEqualTo(429));
        assertThat(metrics.get("weft_event_streams_refused").counter().count()).isOne();
        assertThat(metrics.get("weft_event_streams_per_account").gauge().value())
                .isEqualTo(EventStreams.PER_ACCOUNT);
        streams.add(caller(), -1);

        open.getFirst().close();
        streams.add(caller, -1);
        assertThat(metrics.get("weft_event_streams_open").gauge().value()).isEqualTo(EventStreams.PER_ACCOUNT + 1);
    }

    @Test
    void aSlowReaderMissesTheOldestOfWhatIsInNoLogAndItIsCounted() {
        EventStream stream = streams.add(caller(), -1);
        AssertSubscriber<OutboundSseEvent> reader = AssertSubscriber.create(1);
        Multi.createFrom()
                .<OutboundSseEvent>emitter(client -> stream.begin(client, new SseImpl()), BackPressureStrategy.ERROR)
                .subscribe(reader);
        reader.awaitItems(1, Duration.ofSeconds(30));

        int missed = 3;
        for (int i = 0; i < EventStream.BUFFER; i++) {
            streams.broadcast("announce.heard", i);
        }
        assertThat(dropped()).isZero();
        for (int i = 0; i < missed; i++) {
            streams.broadcast("announce.heard", EventStream.BUFFER + i);
        }

        assertThat(dropped()).isEqualTo(missed);
        assertThat(metrics.get("weft_event_stream_waiting").gauge().value()).isEqualTo(EventStream.BUFFER);
        reader.request(Long.MAX_VALUE);
        reader.awaitItems(1 + EventStream.BUFFER, Duration.ofSeconds(30));
        assertThat(reader.getItems().stream().skip(1).map(OutboundSseEvent::getData))
                .containsExactlyElementsOf(IntStream.range(missed, EventStream.BUFFER + missed)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void aStreamIsToldWhatItsCallerCouldGetAndNothingElse() {
        EventStream withMessages = streams.add(caller(Set.of(Scope.MESSAGES_READ)), -1);
        EventStream withMesh = streams.add(caller(Set.of(Scope.MESSAGES_READ, Scope.MESH_READ)), -1);

        streams.broadcast("announce.heard", 1);
        streams.broadcast("interface.state", 2);

        assertThat(withMessages.waiting()).isZero();
        assertThat(withMesh.waiting()).isEqualTo(2);
    }

    private double dropped() {
        return metrics.get("weft_event_stream_dropped").counter().count();
    }

    private static Caller caller() {
        return caller(Set.of(Scope.values()));
    }

    private static Caller caller(Set<Scope> scopes) {
        return new Caller(
                Caller.Kind.SESSION,
                UUID.randomUUID(),
                "member",
                UUID.randomUUID(),
                Set.of(),
                scopes,
                Instant.EPOCH,
                "203.0.113.9");
    }
}
