package weft.auth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
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
    Door door;

    @Inject
    BusProbe bus;

    @Inject
    Housekeeping housekeeping;

    @Inject
    @ReactiveDataSource("auth")
    Pool pool;

    @Test
    void theCookieIsOpaqueAndForThisHostTlsAndNoScript() {
        door.operator();
        Response answer = door.signIn(door.freshAddress(), door.member(), Door.PASSWORD);
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
        String name = door.member();
        Response wrong = door.signIn(door.freshAddress(), name, "not the password at all");
        Response unknown = door.signIn(door.freshAddress(), "nobody-" + name, "not the password at all");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(unknown.asString()).isEqualTo(wrong.asString());
        assertThat(wrong.contentType()).startsWith("application/problem+json");
        assertThat(wrong.cookies()).doesNotContainKey(SessionCookies.SESSION);
    }

    @Test
    void aKeptPasswordThatIsDamagedLetsNobodyInAndIsNoFaultOfTheRequest() {
        String name = door.member();
        Door.await(pool.preparedQuery("update auth.credentials set password = 'damaged' where account_id = $1")
                .execute(Tuple.of(UUID.fromString(door.idOf(name)))));
        assertThat(door.signIn(door.freshAddress(), name, Door.PASSWORD).statusCode())
                .isEqualTo(401);
    }

    @Test
    void refusalsStandInTheAccessLogWithoutWhatWasTypedForAName() {
        String address = door.freshAddress();
        door.signIn(address, "my secret typed by mistake", "wrong password");
        door.cookie(door.operator())
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
        String name = door.member();
        String address = door.freshAddress();
        for (int i = 0; i < 12; i++) {
            door.signIn(address, name, "wrong password number " + i);
        }
        List<Map<String, Object>> rows = door.cookie(door.operator())
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
        String name = door.member();
        String first = door.signedIn(name);
        Response again = door.cookie(first)
                .body(Map.of("username", name, "password", Door.PASSWORD))
                .post("/api/v1/session");
        assertThat(door.behind(first)).isEmpty();
        assertThat(door.behind(again.cookie(SessionCookies.SESSION))).isPresent();
    }

    @Test
    void aCopiedCookieIsDeadWhenItsOwnerHasSignedOut() {
        String cookie = door.signedIn(door.member());
        UUID session = door.behind(cookie).orElseThrow().credential();
        door.cookie(cookie).get("/api/v1/session").then().statusCode(200);
        door.cookie(cookie).delete("/api/v1/session").then().statusCode(204);
        assertThat(door.behind(cookie)).isEmpty();
        door.cookie(cookie).get("/api/v1/session").then().statusCode(401);
        assertThat(bus.sessions())
                .filteredOn(event -> event.session().equals(session))
                .extracting(SessionEvent::change)
                .containsExactly(SessionEvent.Change.ENDED);
    }

    @Test
    void theEleventhSessionDropsTheOldest() {
        String name = door.member();
        List<String> cookies =
                IntStream.range(0, 11).mapToObj(i -> door.signedIn(name)).toList();
        assertThat(door.behind(cookies.get(0))).isEmpty();
        assertThat(cookies.subList(1, 11))
                .allMatch(cookie -> door.behind(cookie).isPresent());
    }

    @Test
    void anIdleSessionAndAnOldOneAreDeadAndSweptAway() {
        String name = door.member();
        String idle = door.signedIn(name);
        String old = door.signedIn(name);
        UUID idleId = door.behind(idle).orElseThrow().credential();
        UUID oldId = door.behind(old).orElseThrow().credential();
        Door.await(pool.preparedQuery("update auth.sessions set idle_at = now() where id = $1")
                .execute(Tuple.of(idleId)));
        Door.await(pool.preparedQuery("update auth.sessions set expires_at = now() where id = $1")
                .execute(Tuple.of(oldId)));
        assertThat(door.behind(idle)).isEmpty();
        assertThat(door.behind(old)).isEmpty();
        Door.await(housekeeping.sweep());
        assertThat(bus.sessions())
                .filteredOn(event -> event.change() == SessionEvent.Change.EXPIRED)
                .extracting(SessionEvent::session)
                .contains(idleId, oldId);
    }

    @Test
    void anOutdatedHashIsReplacedAtTheNextSignIn() {
        String name = door.member();
        UUID account = UUID.fromString(door.idOf(name));
        String cheap = door.cheaperHasher().hash(Door.PASSWORD);
        Door.await(pool.preparedQuery("update auth.credentials set password = $2 where account_id = $1")
                .execute(Tuple.of(account, cheap)));
        door.signedIn(name);
        String now = Door.await(pool.preparedQuery("select password from auth.credentials where account_id = $1")
                        .execute(Tuple.of(account)))
                .iterator()
                .next()
                .getString(0);
        assertThat(now).isNotEqualTo(cheap).startsWith("$argon2id$v=19$m=47104,t=1,p=1$");
        door.signedIn(name);
    }

    private static int counted(List<Map<String, Object>> rows, String outcome) {
        return rows.stream()
                .filter(row -> outcome.equals(row.get("outcome")))
                .mapToInt(row -> (Integer) row.get("count"))
                .sum();
    }
}
