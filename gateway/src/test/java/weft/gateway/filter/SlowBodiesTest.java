package weft.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static weft.gateway.filter.TestGateway.answer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.gateway.domain.BodyBudget;

/** Bodies that don't come, or come in pieces. */
class SlowBodiesTest {

    private static final String HEAD =
            "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n%s\r\n";
    private static final int LENGTH = 60_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Socket> sockets = new ArrayList<>();
    private TestGateway gateway;

    @BeforeEach
    void open() {
        gateway = new TestGateway(TestGateway.ready());
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        gateway.close();
    }

    @Test
    void anAddressHasSoManyBodiesUnderWayAndTheNextIsTold() throws IOException {
        for (int i = 0; i < BodyBudget.ARRIVING_PER_HOST; i++) {
            begin(LENGTH, "");
        }
        await().atMost(PATIENCE).until(() -> gateway.budget().arriving() == BodyBudget.ARRIVING_PER_HOST);
        assertThat(answerOf(begin(LENGTH, "")))
                .startsWith("HTTP/1.1 429 ")
                .contains("Retry-After: 5", "urn:weft:problem:too-many-bodies");
        assertThat(answer(gateway.request(HttpMethod.GET, "/")).statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyThatComesTooSlowlyIsEndedWithAnAnswer() throws IOException {
        Socket slow = begin(LENGTH, "");
        await().atMost(PATIENCE).until(() -> gateway.budget().arriving() == 1);
        gateway.budget()
                .endSlow(System.nanoTime() + BodyBudget.GRACE.plusSeconds(5).toNanos());
        assertThat(new String(slow.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .startsWith("HTTP/1.1 408 ")
                .contains("urn:weft:problem:too-slow");
        assertThat(gateway.budget().held()).isZero();
    }

    @Test
    void aClientThatGoesAwayIsCountedAndHoldsNothing() throws IOException {
        for (int i = 0; i < 10; i++) {
            begin(LENGTH, "").close();
        }
        await().atMost(PATIENCE)
                .until(() -> gateway.metrics()
                                .get("weft_gateway_clients_gone")
                                .tag("while", "sending")
                                .counter()
                                .count()
                        == 10);
        assertThat(gateway.budget().held()).isZero();
    }

    @Test
    void whoWaitsForLeaveToSendGetsItOnce() throws IOException {
        Socket socket = begin(2, "Expect: 100-continue\r\n");
        assertThat(answerOf(socket)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        socket.getOutputStream().write("{}".getBytes(StandardCharsets.US_ASCII));
        assertThat(answerOf(socket)).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void aBodyInPiecesArrivesWhole() throws IOException {
        Socket socket = connect();
        socket.getOutputStream()
                .write("POST /api/v1/identities HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 5; i++) {
            socket.getOutputStream().write("2\r\nab\r\n".getBytes(StandardCharsets.US_ASCII));
            int size = 2 * (i + 1);
            await().atMost(PATIENCE).until(() -> gateway.budget().held() == size);
        }
        socket.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(answerOf(socket).toLowerCase()).startsWith("http/1.1 200 ").contains("x-saw-body: 10");
        await().atMost(PATIENCE).until(() -> gateway.budget().held() == 0);
    }

    @Test
    void aReportOfABrowserIsGatheredToo() {
        assertThat(answer(gateway.request(HttpMethod.POST, CspReports.PATH), Buffer.buffer("{}"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(gateway.budget().held()).isZero();
    }

    private Socket begin(int length, String more) throws IOException {
        Socket socket = connect();
        socket.getOutputStream().write(HEAD.formatted(length, more).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", gateway.port());
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        return socket;
    }

    private static String answerOf(Socket socket) throws IOException {
        byte[] begin = new byte[4_000];
        int read = socket.getInputStream().read(begin);
        return new String(begin, 0, read, StandardCharsets.US_ASCII);
    }
}
