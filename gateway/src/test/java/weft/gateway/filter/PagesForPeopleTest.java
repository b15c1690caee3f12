package weft.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.gateway.filter.TestGateway.answer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody sees who opens an address in a browser, where a program gets a problem document. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesForPeopleTest {

    /** As browsers say it when a page is opened. */
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private static final String PROBLEM = "application/problem+json";

    private TestGateway gateway;

    @BeforeAll
    void open() {
        gateway = new TestGateway(TestGateway.ready());
    }

    @AfterAll
    void close() {
        gateway.close();
    }

    @Test
    void aForeignNameShowsAPersonWhatHappenedAndNamesTheSetting() {
        HttpResponse<Buffer> page = answer(person(HttpMethod.GET, "/i/x", "club.example:8443"));
        assertThat(page.statusCode()).isEqualTo(421);
        assertThat(page.getHeader("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.getHeader("Cache-Control")).isEqualTo("no-store");
        assertThat(page.getHeader("Content-Security-Policy")).startsWith("default-src 'none'");
        assertThat(page.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.bodyAsString())
                .contains("<strong>club.example</strong>", "<code>weft.http.allowed-hosts</code>")
                .contains("allowed-hosts: [club.example]")
                .doesNotContain("<script", "<style", "<link", "href=", "src=");
        HttpResponse<Buffer> head = answer(person(HttpMethod.HEAD, "/", "club.example"));
        assertThat(head.statusCode()).isEqualTo(421);
        assertThat(head.getHeader("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(head.body()).isNull();
    }

    @Test
    void thePageIsInThePersonsLanguage() {
        assertThat(answer(person(HttpMethod.GET, "/", "club.example")
                                .putHeader("Accept-Language", "fr, de-AT;q=0.9, en;q=0.8"))
                        .bodyAsString())
                .contains("lang=\"de\"", "hört nicht auf diesen Namen", "weft.http.allowed-hosts");
        assertThat(answer(person(HttpMethod.GET, "/", "club.example").putHeader("Accept-Language", "fr"))
                        .bodyAsString())
                .contains("lang=\"en\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>alert(1)</script>", "a\"onload=x", "a'b&c", "x]}: 'evil"})
    void whateverStandsInTheNameIsText(String name) {
        String page = ForeignHostPage.of(name, false);
        assertThat(page)
                .doesNotContain(name)
                .contains("allowed-hosts: [weft.example.org]")
                .doesNotContain("<script");
        assertThat(ForeignHostPage.of("a".repeat(8_000), true)).hasSizeLessThan(3_000);
        assertThat(ForeignHostPage.of("2001:db8::7", true)).contains("[&#39;2001:db8::7&#39;]");
    }

    @ParameterizedTest
    @CsvSource({"GET, '*/*'", "GET, application/json", "POST, text/html", "DELETE, text/html"})
    void aProgramUnderAForeignNameGetsTheProblem(String method, String accept) {
        HttpResponse<Buffer> answer =
                answer(person(HttpMethod.valueOf(method), "/", "club.example").putHeader("Accept", accept));
        assertThat(answer.statusCode()).isEqualTo(421);
        assertThat(answer.getHeader("Content-Type")).isEqualTo(PROBLEM);
        assertThat(answer.bodyAsJsonObject().getString("detail")).contains("weft.http.allowed-hosts");
    }

    @Test
    void anAddressThatTheMachineGetsWhileTheNodeRunsIsAnswered() {
        assertThat(answer(person(HttpMethod.GET, "/", "10.20.30.40")).statusCode())
                .isEqualTo(421);
        gateway.getsAddress("10.20.30.40");
        assertThat(answer(person(HttpMethod.GET, "/", "10.20.30.40:8443")).statusCode())
                .isEqualTo(200);
    }

    /** The machine writes its addresses out, browsers shorten them. */
    @Test
    void anAddressIsOneHoweverItIsWritten() {
        gateway.getsAddress("2001:db8:0:0:0:0:0:7%eth0");
        assertThat(answer(person(HttpMethod.GET, "/", "[2001:db8::7]:8443")).statusCode())
                .isEqualTo(200);
        assertThat(answer(person(HttpMethod.GET, "/", "[2001:db8::8]:8443")).statusCode())
                .isEqualTo(421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/i", "/setup/again", "/favicon.txt", "/apifoo"})
    void aPersonAtAnUnknownAddressGetsTheInterfaceAndTheStatusSaysThatItIsNone(String path) {
        HttpResponse<Buffer> page = answer(person(HttpMethod.GET, path, "localhost")
                .putHeader("If-None-Match", "\"x\"")
                .putHeader("Range", "bytes=0-1"));
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.bodyAsString()).isEqualTo("<!doctype html>");
        assertThat(page.getHeader("Content-Security-Policy")).startsWith("default-src 'none'");
        assertThat(answer(person(HttpMethod.HEAD, path, "localhost")).statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nowhere, '*/*'",
        "GET, /nowhere, image/avif",
        "POST, /nowhere, text/html",
        "GET, /api/v1/nowhere, text/html",
        "GET, /q/nowhere, text/html",
        "GET, /static/bundle/nowhere.js, text/html"
    })
    void aProgramAtAnUnknownAddressGetsTheProblem(String method, String path, String accept) {
        HttpResponse<Buffer> answer =
                answer(person(HttpMethod.valueOf(method), path, "localhost").putHeader("Accept", accept));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.getHeader("Content-Type")).isEqualTo(PROBLEM);
    }

    private HttpRequest<Buffer> person(HttpMethod method, String path, String host) {
        return gateway.request(method, path).putHeader("Host", host).putHeader("Accept", BROWSER);
    }
}
