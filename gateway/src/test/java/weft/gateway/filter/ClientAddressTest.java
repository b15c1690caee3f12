package weft.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.gateway.filter.TestGateway.answer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weft.gateway.domain.ForwardedHeader;

/** Who a request is from, behind proxies that are trusted and before ones that are not. */
class ClientAddressTest {

    private static final String API = "/api/v1/identities";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1.2.3.4, 203.0.113.9, 10.0.0.2; 203.0.113.9",
                "evil outcome=admitted, 203.0.113.9; 203.0.113.9",
                "203.0.113.9:4711; 203.0.113.9",
                "[2001:db8::7]:1; 2001:db8::7",
                "2001:DB8::7, ::ffff:10.1.1.1; 2001:db8::7",
                "10.0.0.3, 10.0.0.2; 10.0.0.3"
            })
    void theFirstAddressFromTheRightThatNobodyVouchesForCounts(String header, String client) {
        try (TestGateway gateway = behind(ForwardedHeader.X_FORWARDED_FOR)) {
            assertThat(seen(request(gateway).putHeader("X-Forwarded-For", header)))
                    .endsWith("anonymous/" + client);
        }
    }

    @Test
    void aLineThatAProxyAddsCountsAndNotTheClientsOwnBeforeIt() {
        try (TestGateway gateway = behind(ForwardedHeader.X_FORWARDED_FOR)) {
            assertThat(seen(request(gateway).putHeader("X-Forwarded-For", List.of("198.51.100.1", "203.0.113.9"))))
                    .endsWith("anonymous/203.0.113.9");
        }
        try (TestGateway gateway = behind(ForwardedHeader.FORWARDED)) {
            assertThat(seen(request(gateway)
                            .putHeader(
                                    "Forwarded", List.of("for=198.51.100.1", "for=\"[2001:db8::7]:1\";proto=https"))))
                    .endsWith("anonymous/2001:db8::7");
        }
    }

    @Test
    void theOtherHeaderIsIgnoredAndNeitherGoesOn() {
        try (TestGateway gateway = behind(ForwardedHeader.FORWARDED)) {
            HttpResponse<Buffer> answer = answer(request(gateway)
                    .putHeader("X-Forwarded-For", "198.51.100.1")
                    .putHeader("Forwarded", "for=203.0.113.9"));
            assertThat(answer.getHeader("X-Saw-Authorization")).endsWith("anonymous/203.0.113.9");
            assertThat(answer.getHeader("X-Saw-Forwarded")).isEqualTo("null");
            assertThat(seen(request(gateway).putHeader("X-Forwarded-For", "198.51.100.1")))
                    .endsWith("anonymous/127.0.0.1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "X_FORWARDED_FOR; 1.2.3.4, evil outcome=admitted",
                "X_FORWARDED_FOR; unknown",
                "FORWARDED; for=_hidden",
                "FORWARDED; proto=https",
                "FORWARDED; for=\"1.2.3.4"
            })
    void aProxyThatNamesNoAddressIsToldSo(ForwardedHeader header, String value) {
        try (TestGateway gateway = behind(header)) {
            HttpResponse<Buffer> answer = answer(request(gateway).putHeader(header.text(), value));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.bodyAsJsonObject().getString("field")).isEqualTo(header.text());
            assertThat(gateway.lookups()).isZero();
        }
    }

    @Test
    void whoIsNoProxyIsNotBelieved() {
        try (TestGateway gateway = new TestGateway(TestGateway.ready(), "10.0.0.0/8")) {
            assertThat(seen(request(gateway).putHeader("X-Forwarded-For", "203.0.113.9")))
                    .endsWith("anonymous/127.0.0.1");
        }
    }

    @Test
    void aSlash64IsOneClientAndASlash56IsSlower() {
        try (TestGateway gateway = behind(ForwardedHeader.X_FORWARDED_FOR)) {
            assertThat(taken(gateway, i -> "2001:db8:0:1::" + Integer.toHexString(i + 1), 100))
                    .isBetween(40, 60);
            assertThat(taken(gateway, i -> "2001:db8:0:1" + String.format("%02x", i) + "::1", 256))
                    .isBetween(160, 200);
            assertThat(taken(gateway, i -> "203.0.113." + i, 100)).isEqualTo(100);
        }
    }

    private static int taken(TestGateway gateway, java.util.function.IntFunction<String> address, int requests) {
        int taken = 0;
        for (int i = 0; i < requests; i++) {
            if (answer(request(gateway).putHeader("X-Forwarded-For", address.apply(i)))
                            .statusCode()
                    == 200) {
                taken++;
            }
        }
        return taken;
    }

    private static TestGateway behind(ForwardedHeader header) {
        return new TestGateway(TestGateway.ready(), header, "127.0.0.1", "10.0.0.0/8");
    }

    private static HttpRequest<Buffer> request(TestGateway gateway) {
        return gateway.request(HttpMethod.GET, API);
    }

    private static String seen(HttpRequest<Buffer> request) {
        HttpResponse<Buffer> answer = answer(request);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.getHeader("X-Saw-Authorization");
    }
}
