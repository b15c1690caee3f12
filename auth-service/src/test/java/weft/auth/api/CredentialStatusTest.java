package weft.auth.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import weft.auth.token.CredentialResolution;
import weft.service.test.TestDatabase;
import weft.service.token.Caller;
import weft.service.token.CredentialStatus;
import weft.service.token.PresentedCredential;
import weft.service.token.Scope;

/** What the gateway asks of a stream that is open: the truth, and nothing comes of asking. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class CredentialStatusTest {

    @Inject
    AuthClient client;

    @Inject
    CredentialResolution credentials;

    @Inject
    @ReactiveDataSource("auth")
    Pool pool;

    @Test
    void aTokenStandsUntilItExpires() {
        String token = token(client.signedIn(client.member()));
        CredentialStatus before = status(Caller.Kind.API_TOKEN, token);
        assertThat(before.scopes()).containsExactly(Scope.MESSAGES_READ);

        sql("update auth.tokens set expires_at = now() where id = '" + before.credential() + "'");

        assertThat(status(Caller.Kind.API_TOKEN, token)).isEqualTo(CredentialStatus.NOBODY);
    }

    @Test
    void nobodyStandsBehindACredentialOfADisabledAccount() {
        String name = client.member();
        String cookie = client.signedIn(name);
        String token = token(cookie);
        assertThat(status(Caller.Kind.SESSION, cookie).credential()).isNotNull();

        client.operatorPatch(client.idOf(name), Map.of("disabled", true)).then().statusCode(200);

        assertThat(status(Caller.Kind.SESSION, cookie)).isEqualTo(CredentialStatus.NOBODY);
        assertThat(status(Caller.Kind.API_TOKEN, token)).isEqualTo(CredentialStatus.NOBODY);
        assertThat(status(Caller.Kind.API_TOKEN, "nobody's")).isEqualTo(CredentialStatus.NOBODY);
    }

    /** A stream that stays open would else keep its session from ever being idle. */
    @Test
    void askingKeepsNoSessionAliveUsesNoTokenAndIsNoAttempt() {
        String cookie = client.signedIn(client.member());
        String token = token(cookie);
        var session = status(Caller.Kind.SESSION, cookie).credential();
        sql("update auth.sessions set last_seen_at = now() - interval '1 hour' where id = '" + session + "'");
        String state = "select (select idle_at::text || last_seen_at from auth.sessions where id = '" + session
                + "') || (select count(*) from auth.access_attempts where outcome = 'unknown-token')"
                + " || (select count(*) from auth.tokens where last_used_at is not null and id = '"
                + status(Caller.Kind.API_TOKEN, token).credential() + "')";
        String before = text(state);

        status(Caller.Kind.SESSION, cookie);
        status(Caller.Kind.API_TOKEN, token);
        status(Caller.Kind.API_TOKEN, "nobody's");

        assertThat(text(state)).isEqualTo(before);
    }

    private CredentialStatus status(Caller.Kind kind, String secret) {
        return AuthClient.await(credentials.status(new PresentedCredential(kind, secret, "203.0.113.9", null)));
    }

    private String token(String cookie) {
        return client.cookie(cookie)
                .body(Map.of("name", "script", "scopes", List.of("messages:read")))
                .post("/api/v1/tokens")
                .path("token");
    }

    private void sql(String statement) {
        AuthClient.await(pool.query(statement).execute());
    }

    private String text(String query) {
        return AuthClient.await(pool.query(query).execute()).iterator().next().getString(0);
    }
}
