package weft.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.gateway.filter.TestGateway.answer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.service.token.Caller;

/** What one address may ask for, and that a flood from it neither reaches the lookups nor those who are signed in behind it. */
class AdmissionTest {

    private static final String API = "/api/v1/identities";
    private static final int STRANGERS_AT_ONCE = 40;
    private static final int STRANGERS_A_SECOND = 20;

    private TestGateway gateway;

    @BeforeEach
    void open() {
        gateway = new TestGateway(TestGateway.ready());
        gateway.knows("secret", Caller.Kind.API_TOKEN);
        gateway.knows("known", Caller.Kind.SESSION);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void anAddressThatIsNotSignedInHasFortyRequestsAtOnceAndTwentyASecond() {
        Flood flood = flood(i -> answer(gateway.request(HttpMethod.GET, API)));
        assertThat(flood.taken()).isBetween((long) STRANGERS_AT_ONCE, flood.most());
        assertThat(flood.limited().getFirst().getHeader("Retry-After")).isNotNull();
    }

    @Test
    void reportsOfBrowsersTakeFromTheSameLimit() {
        Flood flood = flood(i -> answer(gateway.request(HttpMethod.POST, CspReports.PATH), Buffer.buffer("{}")));
        assertThat(flood.taken()).isBetween((long) STRANGERS_AT_ONCE, flood.most());
    }

    @Test
    void falseTokensMeetTheLimitOfTheirAddressBeforeTheyAreLookedUp() {
        Flood flood = flood(i -> bearer("forged " + i));
        assertThat(flood.limited()).isNotEmpty();
        assertThat((long) gateway.lookups()).isBetween((long) Admission.LOOKUPS_AT_ONCE, flood.mostLookups());
    }

    @Test
    void falseCookiesMeetTheLimitOfTheirAddressBeforeTheyAreLookedUp() {
        Flood flood = flood(i -> cookie("forged" + i));
        assertThat(flood.limited()).isNotEmpty();
        assertThat((long) gateway.lookups()).isBetween((long) Admission.LOOKUPS_AT_ONCE, flood.mostLookups());
    }

    @Test
    void whoIsSignedInBehindAFloodedAddressGoesOn() {
        assertThat(bearer("secret").statusCode()).isEqualTo(200);
        assertThat(cookie("known").statusCode()).isEqualTo(200);
        flood(i -> bearer("forged " + i));
        for (int i = 0; i < 20; i++) {
            assertThat(bearer("secret").statusCode()).isEqualTo(200);
            assertThat(cookie("known").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void manyWhoAreSignedInBehindOneAddressTakeNothingFromIt() {
        for (int i = 0; i < 2 * Admission.LOOKUPS_AT_ONCE; i++) {
            gateway.knows("member" + i, Caller.Kind.SESSION);
            assertThat(cookie("member" + i).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aClientWhoseTokenIsNewHasItsFiftyRequestsAtOnce() {
        List<HttpResponse<Buffer>> answers =
                IntStream.range(0, 50)
                        .mapToObj(i -> CompletableFuture.supplyAsync(() -> bearer("secret")))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();
        assertThat(answers).allMatch(answer -> answer.statusCode() == 200);
    }

    @Test
    void aFloodWithAGoodTokenIsLimitedBeforeItIsLookedUp() {
        Flood flood = flood(i -> bearer("secret"));
        assertThat(flood.limited()).isNotEmpty();
        assertThat((long) gateway.lookups()).isEqualTo(flood.taken());
    }

    @Test
    void aCredentialThatHasEndedIsDeadAtOnceAndIsNoLongerKnown() {
        assertThat(bearer("secret").statusCode()).isEqualTo(200);
        gateway.forgets("secret");
        assertThat(bearer("secret").statusCode()).isEqualTo(401);
        int lookups = gateway.lookups();
        Flood flood = flood(i -> bearer("secret"));
        assertThat((long) gateway.lookups() - lookups).isLessThanOrEqualTo(flood.mostLookups());
    }

    @Test
    void pagesHaveALimitThatNormalUseNeverMeetsAndRobotsAreAlwaysAnswered() {
        List<HttpResponse<Buffer>> answers = IntStream.range(0, 3 * Admission.PAGES_AT_ONCE)
                .mapToObj(i -> answer(gateway.request(HttpMethod.GET, "/")))
                .toList();
        assertThat(answers.subList(0, Admission.PAGES_AT_ONCE)).allMatch(answer -> answer.statusCode() == 200);
        assertThat(answers).anyMatch(answer -> answer.statusCode() == 429 && answer.getHeader("Retry-After") != null);
        assertThat(answer(gateway.request(HttpMethod.GET, "/robots.txt")).statusCode())
                .isNotEqualTo(429);
        assertThat(bearer("secret").statusCode()).isEqualTo(200);
    }

    private HttpResponse<Buffer> bearer(String secret) {
        return answer(gateway.request(HttpMethod.GET, API).putHeader("Authorization", "Bearer " + secret));
    }

    private HttpResponse<Buffer> cookie(String reference) {
        return answer(gateway.request(HttpMethod.GET, API).putHeader("Cookie", "__Host-weft=" + reference));
    }

    private static Flood flood(IntFunction<HttpResponse<Buffer>> request) {
        long begun = System.nanoTime();
        List<HttpResponse<Buffer>> answers =
                IntStream.range(0, 400).mapToObj(request).toList();
        return new Flood(answers, (System.nanoTime() - begun) / 1e9);
    }

    private record Flood(List<HttpResponse<Buffer>> answers, double seconds) {

        List<HttpResponse<Buffer>> limited() {
            return answers.stream().filter(answer -> answer.statusCode() == 429).toList();
        }

        long taken() {
            return answers.size() - limited().size();
        }

        long mostLookups() {
            return (long) (Admission.LOOKUPS_AT_ONCE + 1 + Admission.LOOKUPS_A_SECOND * seconds);
        }

        /** What a stranger's address may have taken in the time. */
        long most() {
            return (long) (STRANGERS_AT_ONCE + 1 + STRANGERS_A_SECOND * seconds);
        }
    }
}
