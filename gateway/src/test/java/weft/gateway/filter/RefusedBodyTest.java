package weft.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of bodies that nobody wants. */
class RefusedBodyTest {

    private static final long MAX_DISCARDED = 64L * 1024 * 1024;

    /** What sockets hold on the way. */
    private static final long UNDER_WAY = 32L * 1024 * 1024;

    private static final int MAX_LOGGED = 500;

    private TestGateway gateway;

    @BeforeEach
    void open() {
        gateway = new TestGateway(TestGateway.ready());
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void theRestOfARefusedBodyIsThrownAwayUpToABoundAndThenTheConnectionIsCut() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                            + (4 * (MAX_DISCARDED + UNDER_WAY)) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            long[] sent = {0};
            IOException cut = catchThrowableOfType(IOException.class, () -> {
                byte[] piece = new byte[1024 * 1024];
                while (sent[0] < 2 * (MAX_DISCARDED + UNDER_WAY)) {
                    out.write(piece);
                    sent[0] += piece.length;
                }
            });

            assertThat(cut).isNotNull();
            assertThat(sent[0]).isBetween(MAX_DISCARDED - UNDER_WAY / 8, MAX_DISCARDED + UNDER_WAY);
        }
    }

    @Test
    void ofALongReportTheFirstCharactersAreLogged() {
        List<String> logged = new CopyOnWriteArrayList<>();
        Handler handler = new Collecting(logged);
        Logger logger = Logger.getLogger(CspReports.class.getName());
        logger.addHandler(handler);
        try {
            assertThat(TestGateway.answer(
                                    gateway.request(HttpMethod.POST, CspReports.PATH),
                                    Buffer.buffer("r".repeat(60_000)))
                            .statusCode())
                    .isEqualTo(204);
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(logged).hasSize(1);
        assertThat(logged.getFirst()).endsWith("r".repeat(MAX_LOGGED) + "…").doesNotContain("r".repeat(MAX_LOGGED + 1));
    }

    private static final class Collecting extends Handler {

        private final List<String> lines;

        Collecting(List<String> lines) {
            this.lines = lines;
        }

        @Override
        public void publish(LogRecord record) {
            Object[] parameters = record.getParameters();
            lines.add(parameters == null ? record.getMessage() : String.format(record.getMessage(), parameters));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
