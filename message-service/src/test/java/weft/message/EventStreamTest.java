package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import weft.events.BusRejoined;
import weft.events.Channels;
import weft.events.SessionEvent;
import weft.service.test.TestDatabase;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class EventStreamTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    @Any
    InMemoryConnector bus;

    @Inject
    Event<BusRejoined> rejoined;

    @Inject
    Event<SessionEvent> sessions;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void eventsComeInOrderAndTheStreamResumesWithoutAGap() throws Exception {
        Member member = new Member();
        var one = member.identity("One");
        var two = member.identity("Two");
        Listener first = listen(member, null);
        await().atMost(PATIENCE).until(() -> !first.lines.isEmpty());

        send(member, one, two, 3);
        await().atMost(PATIENCE).until(() -> first.ids().size() >= 9);
        first.close();
        long last = first.ids().getLast();
        send(member, one, two, 3);
        Listener second = listen(member, Long.toString(last));
        await().atMost(PATIENCE).until(() -> second.ids().size() >= 9);
        second.close();

        List<Long> all =
                Stream.concat(first.ids().stream(), second.ids().stream()).toList();
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i)).isEqualTo(all.get(i - 1) + 1);
        }
        assertThat(first.lines).contains("event:message.created", "event:message.state");
    }

    @Test
    void aStreamTellsProxiesToPassItOnAsItComes() throws Exception {
        Member member = new Member();
        member.identity("One");
        Listener listener = listen(member, null);
        assertThat(listener.headers.firstValue("X-Accel-Buffering")).hasValue("no");
        assertThat(listener.headers.allValues("Cache-Control")).containsExactly("no-store, no-transform");
        listener.close();
    }

    @Test
    void aNumberThatNeverWasIsAnsweredWithReset() throws Exception {
        Member member = new Member();
        member.identity("One");
        Listener listener = listen(member, "99999");

        await().atMost(PATIENCE).until(() -> listener.lines.contains("event:reset"));
        listener.close();
    }

    @Test
    void theStreamTellsWhyItsSessionEndedAndEndsWithIt() throws Exception {
        Member member = new Member();
        member.identity("One");
        Listener listener = listen(member, null);
        await().atMost(PATIENCE).until(() -> !listener.lines.isEmpty());

        bus.<SessionEvent>source(Channels.SESSION_EVENTS)
                .send(new SessionEvent(member.account, member.session, SessionEvent.Change.PASSWORD_RESET));

        await().atMost(PATIENCE).until(() -> !listener.thread.isAlive());
        assertThat(listener.lines).contains("event:session.ended");
        assertThat(listener.lines)
                .filteredOn(line -> line.contains("\"session\":\"" + member.session + "\""))
                .singleElement()
                .asString()
                .contains("\"reason\":\"password-reset\"");
    }

    /** Each replica hears of it, and so does one whose bus tells it twice. */
    @Test
    void theEndOfASessionIsWrittenOnceHoweverOftenItIsHeard() throws Exception {
        Member member = new Member();
        member.identity("One");
        for (int i = 0; i < 3; i++) {
            sessions.fire(new SessionEvent(member.account, member.session, SessionEvent.Change.PASSWORD_RESET));
        }

        Listener listener = listen(member, "0");
        await().atMost(PATIENCE).until(() -> listener.lines.contains("event:session.ended"));
        send(member, member.identity("From"), member.identity("To"), 1);
        await().atMost(PATIENCE).until(() -> listener.lines.contains("event:message.created"));
        listener.close();
        assertThat(listener.lines)
                .filteredOn(line -> line.equals("event:session.ended"))
                .hasSize(1);
    }

    @Test
    void theStreamOfATokenWhoseRightsChangedEndsWithoutAnEnd() throws Exception {
        Member member = new Member();
        member.identity("One");
        Listener listener = listen(member, null);
        await().atMost(PATIENCE).until(() -> !listener.lines.isEmpty());

        bus.<SessionEvent>source(Channels.SESSION_EVENTS)
                .send(new SessionEvent(member.account, member.session, SessionEvent.Change.RIGHTS_CHANGED));

        await().atMost(PATIENCE).until(() -> !listener.thread.isAlive());
        assertThat(listener.lines).doesNotContain("event:session.ended");
    }

    @Test
    void everyStreamEndsWhenTheBusMayHaveToldOfAnEndUnheardAndResumesWithoutAGap() throws Exception {
        Member member = new Member();
        var one = member.identity("One");
        var two = member.identity("Two");
        Listener first = listen(member, null);
        await().atMost(PATIENCE).until(() -> !first.lines.isEmpty());
        send(member, one, two, 1);
        await().atMost(PATIENCE).until(() -> first.ids().size() >= 3);

        rejoined.fire(new BusRejoined(Channels.INTERFACE_STATUS));
        assertThat(first.thread.isAlive()).isTrue();
        rejoined.fire(new BusRejoined(Channels.SESSION_EVENTS));

        await().atMost(PATIENCE).until(() -> !first.thread.isAlive());
        long last = first.ids().getLast();
        send(member, one, two, 1);
        Listener second = listen(member, Long.toString(last));
        await().atMost(PATIENCE).until(() -> second.ids().contains(last + 1));
        second.close();
    }

    private static void send(Member member, Member.Own from, Member.Own to, int messages) {
        for (int i = 0; i < messages; i++) {
            member.post(from.path("/messages"), Map.of("to", to.address(), "content", "n" + i))
                    .then()
                    .statusCode(202);
        }
    }

    private Listener listen(Member member, String last) throws IOException, InterruptedException {
        int actual = io.restassured.RestAssured.port;
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + actual + "/api/v1/events"))
                .header("Authorization", "Bearer " + member.token());
        if (last != null) {
            request.header("Last-Event-ID", last);
        }
        HttpResponse<Stream<String>> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new Listener(answer.headers(), answer.body());
    }

    private static final class Listener {

        final List<String> lines = new CopyOnWriteArrayList<>();
        final Thread thread;
        final HttpHeaders headers;
        private final Stream<String> body;

        Listener(HttpHeaders headers, Stream<String> body) {
            this.headers = headers;
            this.body = body;
            this.thread = Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try {
                body.forEach(lines::add);
            } catch (java.io.UncheckedIOException closed) {
                lines.add("closed by the test");
            }
        }

        List<Long> ids() {
            return lines.stream()
                    .filter(line -> line.startsWith("id:"))
                    .map(line -> Long.parseLong(line.substring(3).strip()))
                    .toList();
        }

        void close() {
            body.close();
        }
    }
}
