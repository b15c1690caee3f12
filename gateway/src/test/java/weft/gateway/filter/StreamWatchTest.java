package weft.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.service.token.Caller;
import weft.service.token.Scope;

/** What was let in once and goes on for long ends with its credential, whoever tells of the end or does not. */
class StreamWatchTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private TestGateway gateway;

    @BeforeEach
    void open() {
        gateway = new TestGateway(TestGateway.ready());
    }

    @AfterEach
    void close() {
        client.shutdownNow();
        gateway.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Caller.Kind.class,
            names = {"SESSION", "API_TOKEN"})
    void aStreamIsCutWhenItsCredentialHasEndedAndNoOther(Caller.Kind kind) throws Exception {
        gateway.knows("ends", kind);
        gateway.knows("stays", kind);
        Stream ending = follow("ends", kind);
        Stream staying = follow("stays", kind);

        gateway.forgets("ends");

        ending.awaitEnd();
        awaitQuestion();
        assertThat(staying.isOpen()).isTrue();
        assertThat(cut("ended")).isOne();
    }

    /** Services answer it as they answer the path without. */
    @Test
    void aStreamThatWasAskedForWithASlashBehindItIsWatchedToo() throws Exception {
        gateway.knows("ends", Caller.Kind.API_TOKEN);
        Stream ending = follow("ends", Caller.Kind.API_TOKEN, "/api/v1/events/");

        gateway.forgets("ends");

        ending.awaitEnd();
        assertThat(cut("ended")).isOne();
    }

    @Test
    void aStreamIsCutWhenItsCredentialMayDoLess() throws Exception {
        gateway.knows("less", Caller.Kind.API_TOKEN, Set.of(Scope.MESSAGES_READ, Scope.MESH_READ));
        Stream stream = follow("less", Caller.Kind.API_TOKEN);
        awaitQuestion();
        assertThat(stream.isOpen()).isTrue();

        gateway.mayNow("less", Set.of(Scope.MESSAGES_READ));

        stream.awaitEnd();
        assertThat(cut("rights_changed")).isOne();
    }

    @Test
    void aStreamThatNobodyCanTellOfIsCutAtTheThirdQuestionInARow() throws Exception {
        gateway.knows("unknown", Caller.Kind.SESSION);
        Stream stream = follow("unknown", Caller.Kind.SESSION);
        for (int i = 0; i < 2; i++) {
            int asked = gateway.questions();
            gateway.doesNotAnswer(StreamWatch.UNKNOWN - 1);
            await().atMost(SOON).until(() -> gateway.questions() > asked + StreamWatch.UNKNOWN);
            assertThat(stream.isOpen()).isTrue();
        }

        gateway.doesNotAnswer(StreamWatch.UNKNOWN);

        stream.awaitEnd();
        assertThat(cut("unknown")).isOne();
    }

    @Test
    void nobodyAsksAboutAStreamWhoseClientHasGone() throws Exception {
        gateway.knows("leaves", Caller.Kind.SESSION);
        Stream stream = follow("leaves", Caller.Kind.SESSION);
        assertThat(watched()).isOne();

        stream.body.close();

        await().atMost(SOON).until(() -> watched() == 0);
    }

    private void awaitQuestion() {
        int asked = gateway.questions();
        await().atMost(SOON).until(() -> gateway.questions() > asked);
    }

    private double cut(String reason) {
        return gateway.metrics()
                .get("weft_gateway_streams_cut")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private double watched() {
        return gateway.metrics().get("weft_gateway_streams_watched").gauge().value();
    }

    private Stream follow(String credential, Caller.Kind kind) throws IOException, InterruptedException {
        return follow(credential, kind, "/api/v1/events");
    }

    private Stream follow(String credential, Caller.Kind kind, String path) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + gateway.port() + path));
        if (kind == Caller.Kind.SESSION) {
            request.header("Cookie", "__Host-weft=" + credential);
        } else {
            request.header("Authorization", "Bearer " + credential);
        }
        HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new Stream(answer.body());
    }

    private static final class Stream {
        private final InputStream body;
        private final CountDownLatch ended = new CountDownLatch(1);

        Stream(InputStream body) {
            this.body = body;
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try {
                body.transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException cut) {
                // A stream that is cut ends in the middle.
            } finally {
                ended.countDown();
            }
        }

        boolean isOpen() {
            return ended.getCount() > 0;
        }

        void awaitEnd() throws InterruptedException {
            assertThat(ended.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }
}
