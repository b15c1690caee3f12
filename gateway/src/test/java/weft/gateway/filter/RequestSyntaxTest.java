package weft.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.service.token.Caller;

/** Requests that no usual client can be made to send, byte for byte. */
class RequestSyntaxTest {

    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int WITH_PRIORITY = 0x20;
    private static final int END_OF_STREAM_AND_HEADERS = 5;

    private TestGateway gateway;

    /** What came back: the status, its headers, the body. */
    private record Answer(int status, Http2Headers headers, String body) {}

    @BeforeEach
    void open() {
        gateway = new TestGateway(TestGateway.ready());
        gateway.knows("known", Caller.Kind.SESSION);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "\0", "a\r\nX-Forged: b", "a\nb", "a\rb", "a\u001b[2Jb", "a\u007fb", "\u0001"})
    void aHeaderOfHttp2WithAControlCharacterIsRefusedByItsName(String value) throws IOException {
        for (String header :
                List.of("user-agent", "idempotency-key", "last-event-id", "cookie", "x-anything", "content-type")) {
            Answer answer = http2("/api/v1/identities", Map.of(header, value));
            assertThat(answer.status()).as(header).isEqualTo(400);
            assertThat(answer.body()).contains("urn:weft:problem:malformed", "\"field\":\"" + header + '"');
            assertThat(answer.headers().get("content-security-policy"))
                    .asString()
                    .contains("default-src 'none'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Weft/1.0 (harbour; \u00e9t\u00e9)", "a\tb", "\u00ff\u0080", ""})
    void whatTextAHeaderMayHoldPasses(String value) throws IOException {
        assertThat(http2("/api/v1/identities", Map.of("user-agent", value)).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/identities?aspect=%00",
                "/api/v1/identities?aspect=a%00b",
                "/api/v1/identities?%00=a",
                "/api/v1/identities/%00",
                "/api/v1/identities/a%00",
                "/i/%00"
            })
    void aZeroInAnAddressIsRefusedOverEitherHttp(String address) throws IOException {
        Answer answer = http2(address, Map.of());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("urn:weft:problem:malformed");
        assertThat(http1("GET " + address + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("urn:weft:problem:malformed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/identities?a=\0", "/api/v1/\u001bidentities", "/api/v1/identities?a=b c", "/a\r\nb"})
    void aControlCharacterInAnAddressOfHttp2IsRefused(String address) throws IOException {
        assertThat(http2(address, Map.of()).status()).isEqualTo(400);
    }

    @Test
    void addressesOfUsualClientsPass() throws IOException {
        assertThat(http2("/api/v1/identities?a=%2500&b=%F0%9F%A7%B5&c=%0A", Map.of())
                        .status())
                .isEqualTo(200);
    }

    private String http1(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** A GET over HTTP/2 without TLS, spoken at once. */
    private Answer http2(String address, Map<String, String> headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout(10_000);
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            literal(block, ":method", "GET");
            literal(block, ":scheme", "http");
            literal(block, ":authority", "localhost");
            literal(block, ":path", address);
            headers.forEach((name, value) -> literal(block, name, value));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            frame(all, SETTINGS, 0, 0, new byte[0]);
            frame(all, HEADERS, END_OF_STREAM_AND_HEADERS, 1, block.toByteArray());
            socket.getOutputStream().write(all.toByteArray());
            return answer(new DataInputStream(socket.getInputStream()));
        }
    }

    private static Answer answer(DataInputStream in) throws IOException {
        DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
        Http2Headers headers = null;
        StringBuilder body = new StringBuilder();
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(length);
            if (stream != 1 || type > HEADERS) {
                assertThat(type).as("a reset of the stream or the connection").isNotIn(3, 7);
                continue;
            }
            try {
                if (type == HEADERS) {
                    int priority = (flags & WITH_PRIORITY) == 0 ? 0 : 5;
                    headers = decoder.decodeHeaders(
                            1, Unpooled.wrappedBuffer(payload, priority, payload.length - priority));
                } else {
                    body.append(new String(payload, StandardCharsets.UTF_8));
                }
            } catch (Http2Exception e) {
                throw new IOException(e);
            }
            if ((flags & 1) != 0) {
                return new Answer(Integer.parseInt(headers.status().toString()), headers, body.toString());
            }
        }
    }

    private static void frame(ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
        out.writeBytes(new byte[] {0, (byte) (payload.length >> 8), (byte) payload.length, (byte) type, (byte) flags});
        out.writeBytes(new byte[] {0, 0, 0, (byte) stream});
        out.writeBytes(payload);
    }

    /** A header as RFC 7541 §6.2.2 has it, without Huffman's code. */
    private static void literal(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        for (String text : List.of(name, value)) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            assertThat(bytes.length).isLessThan(127);
            block.write(bytes.length);
            block.writeBytes(bytes);
        }
    }
}
