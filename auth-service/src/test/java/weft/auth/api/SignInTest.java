package weft.auth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import weft.auth.store.Housekeeping;
import weft.events.SessionEvent;
import weft.service.test.TestDatabase;
import weft.service.token.SessionCookies;

/** Signing in with a password: what a session is, and what ends it. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class SignInTest {

    @Inject
    AuthClient client;

    @Inject
    BusProbe bus;

    @Inject
    Housekeeping housekeeping;

    @Inject
    @ReactiveDataSource("auth")
    Pool pool;

    @Test
    void theCookieIsOpaqueAndForThisHostTlsAndNoScript() {
        client.operator();
        Response answer = client.signIn(client.freshAddress(), client.member(), AuthClient.PASSWORD);
        answer.then().statusCode(200).body("username", notNullValue()).body("roles", equalTo(List.of("member")));
        Cookie cookie = answer.getDetailedCookie(SessionCookies.SESSION);
        assertThat(cookie.getValue()).matches("[A-Za-z0-9_-]{43}");
        assertThat(cookie.isSecured()).isTrue();
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getPath()).isEqualTo("/");
        assertThat(cookie.getDomain()).isNull();
        assertThat(cookie.getSameSite()).isEqualToIgnoringCase("Lax");
    }

    @Test
    void aWrongPasswordAndAnUnknownNameGetTheSameAnswer() {
        String name = client.member();
        Response wrong = client.signIn(client.freshAddress(), name, "not the password at all");
        Response unknown = client.signIn(client.freshAddress(), "nobody-" + name, "not the password at all");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(unknown.asString()).isEqualTo(wrong.asString());
        assertThat(wrong.contentType()).startsWith("application/problem+json");
        assertThat(wrong.cookies()).doesNotContainKey(SessionCookies.SESSION);
    }

    @Test
    void aKeptPasswordThatIsDamagedLetsNobodyInAndIsNoFaultOfTheRequest() {
        String name = client.member();
        AuthClient.await(pool.preparedQuery("update auth.credentials set password = 'damaged' where account_id = $1")
                .execute(Tuple.of(UUID.fromString(client.idOf(name)))));
        assertThat(client.signIn(client.freshAddress(), name, AuthClient.PASSWORD)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void refusalsStandInTheAccessLogWithoutWhatWasTypedForAName() {
        String address = client.freshAddress();
        client.signIn(address, "my secret typed by mistake", "wrong password");
        client.cookie(client.operator())
                .queryParam("limit", 200)
                .get("/api/v1/access-attempts")
                .then()
                .statusCode(200)
                .body("items.findAll { it.source == '" + address + "' }", hasSize(1))
                .body("items.find { it.source == '" + address + "' }.outcome", equalTo("wrong-credentials"))
                .body("items.find { it.source == '" + address + "' }.username", equalTo(null))
                .body("items.size()", greaterThan(0));
    }

    @Test
    void repeatedRefusalsAreOneRowWithTheirNumberAndTheirAccount() {
        String name = client.member();
        String address = client.freshAddress();
        for (int i = 0; i < 12; i++) {
            client.signIn(address, name, "wrong password number " + i);
        }
        List<Map<String, Object>> rows = client.cookie(client.operator())
                .queryParam("limit", 200)
                .get("/api/v1/access-attempts")
                .path("items.findAll { it.source == '" + address + "' }");
        // One more when an hour ends meanwhile.
        assertThat(rows).hasSizeBetween(2, 3);
        assertThat(rows).allMatch(row -> name.equals(row.get("username")) && row.get("account") != null);
        assertThat(counted(rows, "wrong-credentials")).isEqualTo(5);
        assertThat(counted(rows, "throttled")).isEqualTo(7);
        assertThat(rows).allMatch(row -> row.get("firstAt") != null && row.get("lastAt") != null);
    }

    @Test
    void signingInAgainEndsTheSessionThatTheBrowserHad() {
        String name = client.member();
        String first = client.signedIn(name);
        Response again = client.cookie(first)
                .body(Map.of("username", name, "password", AuthClient.PASSWORD))
                .post("/api/v1/session");
        assertThat(client.behind(first)).isEmpty();
        assertEnded(first, "signed-out");
        assertThat(client.behind(again.cookie(SessionCookies.SESSION))).isPresent();
    }

    @Test
    void aCopiedCookieIsDeadWhenItsOwnerHasSignedOut() {
        String cookie = client.signedIn(client.member());
        UUID session = client.behind(cookie).orElseThrow().credential();
        client.cookie(cookie).get("/api/v1/session").then().statusCode(200);
        client.cookie(cookie).delete("/api/v1/session").then().statusCode(204);
        assertThat(client.behind(cookie)).isEmpty();
        assertEnded(cookie, "signed-out");
        assertThat(bus.sessions())
                .filteredOn(event -> event.session().equals(session))
                .extracting(SessionEvent::change)
                .containsExactly(SessionEvent.Change.ENDED);
    }

    @Test
    void theEleventhSessionDropsTheOldest() {
        String name = client.member();
        List<String> cookies =
                IntStream.range(0, 11).mapToObj(i -> client.signedIn(name)).toList();
        assertThat(client.behind(cookies.get(0))).isEmpty();
        assertEnded(cookies.get(0), "too-many-sessions");
        assertThat(cookies.subList(1, 11))
                .allMatch(cookie -> client.behind(cookie).isPresent());
    }

    @Test
    void anIdleSessionAndAnOldOneAreDeadAndSweptAway() {
        String name = client.member();
        String idle = client.signedIn(name);
        String old = client.signedIn(name);
        UUID idleId = client.behind(idle).orElseThrow().credential();
        UUID oldId = client.behind(old).orElseThrow().credential();
        AuthClient.await(pool.preparedQuery("update auth.sessions set idle_at = now() where id = $1")
                .execute(Tuple.of(idleId)));
        AuthClient.await(pool.preparedQuery("update auth.sessions set expires_at = now() where id = $1")
                .execute(Tuple.of(oldId)));
        assertThat(client.behind(idle)).isEmpty();
        assertThat(client.behind(old)).isEmpty();
        assertEnded(idle, "expired");
        AuthClient.await(housekeeping.sweep());
        assertEnded(idle, "expired");
        assertEnded(old, "expired");
        assertThat(bus.sessions())
                .filteredOn(event -> event.change() == SessionEvent.Change.EXPIRED)
                .extracting(SessionEvent::session)
                .contains(idleId, oldId);
    }

    @Test
    void whoHeldASessionThatIsOverIsToldWhyAndNobodyElseIs() {
        String name = client.member();
        String id = client.idOf(name);
        String other = client.signedIn(name);
        String own = client.signedIn(name);
        client.cookie(own)
                .body(Map.of("current", AuthClient.PASSWORD, "new", "another lantern over the harbour"))
                .put("/api/v1/password")
                .then()
                .statusCode(204);
        assertEnded(other, "password-changed");
        client.operatorPatch(id, Map.of("disabled", true)).then().statusCode(200);
        assertEnded(own, "disabled");

        String gone = client.signedIn(client.member());
        String account = client.behind(gone).orElseThrow().accountId().toString();
        client.cookie(client.operator())
                .delete("/api/v1/accounts/" + account)
                .then()
                .statusCode(204);
        assertEnded(gone, "account-deleted");

        String alive = client.signedIn(client.member());
        for (String unknown : List.of("", "never given", alive, "x".repeat(10_000))) {
            client.anonymous(client.freshAddress())
                    .cookie(SessionCookies.SESSION, unknown)
                    .get("/api/v1/session")
                    .then()
                    .statusCode(401)
                    .body("$", not(hasKey("ended")));
        }
    }

    private void assertEnded(String cookie, String why) {
        client.cookie(cookie)
                .cookie(SessionCookies.SESSION, cookie)
                .get("/api/v1/session")
                .then()
                .statusCode(401)
                .body("ended", equalTo(why));
    }

    @Test
    void anOutdatedHashIsReplacedAtTheNextSignIn() {
        String name = client.member();
        UUID account = UUID.fromString(client.idOf(name));
        String cheap = client.cheaperHasher().hash(AuthClient.PASSWORD);
        AuthClient.await(pool.preparedQuery("update auth.credentials set password = $2 where account_id = $1")
                .execute(Tuple.of(account, cheap)));
        client.signedIn(name);
        String now = AuthClient.await(pool.preparedQuery("select password from auth.credentials where account_id = $1")
                        .execute(Tuple.of(account)))
                .iterator()
                .next()
                .getString(0);
        assertThat(now).isNotEqualTo(cheap).startsWith("$argon2id$v=19$m=47104,t=1,p=1$");
        client.signedIn(name);
    }

    private static int counted(List<Map<String, Object>> rows, String outcome) {
        return rows.stream()
                .filter(row -> outcome.equals(row.get("outcome")))
                .mapToInt(row -> (Integer) row.get("count"))
                .sum();
    }
}
