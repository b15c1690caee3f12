package weft.auth.api;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import weft.auth.domain.Argon2Hasher;
import weft.auth.store.keys.KeyDirectory;
import weft.auth.token.CredentialLookup;
import weft.auth.token.TokenMint;
import weft.service.setup.SetupToken;
import weft.service.token.Audience;
import weft.service.token.Caller;
import weft.service.token.SessionCookies;

/** Calls auth-service as the gateway does: looks the credential up, strips it, sends a token for this service. */
@ApplicationScoped
public class AuthClient {

    static final String PASSWORD = "quiet lantern over the harbour";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private final AtomicInteger networks = new AtomicInteger();

    @Inject
    TokenMint mint;

    @Inject
    CredentialLookup lookup;

    @Inject
    KeyDirectory keys;

    private volatile String setupToken;
    private String firstOperator;
    private String operatorCookie;

    void remember(@Observes SetupToken made) {
        setupToken = made.value();
    }

    String setupToken() {
        return setupToken;
    }

    /** An address in a /24 that no other test uses. */
    String freshAddress() {
        int n = networks.incrementAndGet();
        return "10." + (n >> 8) + "." + (n & 0xff) + ".7";
    }

    /** A request of somebody who isn't signed in. */
    RequestSpecification anonymous(String address) {
        return as(Caller.anonymous(address), address);
    }

    /** A request with a cookie; one that is dead makes the caller anonymous. */
    RequestSpecification cookie(String cookie) {
        String address = freshAddress();
        return as(await(lookup.session(cookie)).orElse(Caller.anonymous(address)), address);
    }

    /** A request with an API token. */
    RequestSpecification apiToken(String secret) {
        String address = freshAddress();
        return as(await(lookup.apiToken(secret, address)).orElse(Caller.anonymous(address)), address);
    }

    /** The header that the gateway sends for somebody who isn't signed in. */
    String bearer(String address) {
        return "Bearer " + mint.mint(Caller.anonymous(address), Audience.AUTH, address);
    }

    RequestSpecification as(Caller caller, String address) {
        return given().contentType("application/json")
                .header("Authorization", "Bearer " + mint.mint(caller, Audience.AUTH, address));
    }

    Response signIn(String address, String username, String password) {
        return anonymous(address)
                .body(Map.of("username", username, "password", password))
                .post("/api/v1/session");
    }

    /** The cookie of a fresh session. */
    String signedIn(String username) {
        Response answer = signIn(freshAddress(), username, PASSWORD);
        answer.then().statusCode(200);
        return answer.cookie(SessionCookies.SESSION);
    }

    /** Who won set-up. */
    synchronized void setFirstOperator(String username) {
        firstOperator = username;
    }

    /** The cookie of the first operator, whom the first call makes. */
    synchronized String operator() {
        if (firstOperator == null) {
            firstOperator = "harbourmaster";
            anonymous(freshAddress())
                    .body(Map.of("token", setupToken, "username", firstOperator, "password", PASSWORD))
                    .post("/api/v1/setup")
                    .then()
                    .statusCode(201);
        }
        // One that is dead or old enough to be asked for the password again is no use to a test of something else.
        if (operatorCookie == null
                || await(lookup.session(operatorCookie))
                        .filter(caller ->
                                caller.provenUntil().isAfter(Instant.now().plus(PATIENCE)))
                        .isEmpty()) {
            operatorCookie = signedIn(firstOperator);
        }
        return operatorCookie;
    }

    /** The name of a new member. */
    String member() {
        String name = "m" + UUID.randomUUID().toString().substring(0, 12).replace("-", "");
        cookie(operator())
                .body(Map.of("username", name, "password", PASSWORD))
                .post("/api/v1/accounts")
                .then()
                .statusCode(201);
        return name;
    }

    /** The id of an account, as operators see it. */
    String idOf(String username) {
        return (String) listed(username).get("id");
    }

    /** An account as it stands in the operators' list. */
    Map<String, Object> listed(String username) {
        String cursor = null;
        do {
            Response page = cookie(operator())
                    .queryParam("limit", 200)
                    .queryParams(cursor == null ? Map.of() : Map.of("cursor", cursor))
                    .get("/api/v1/accounts");
            Map<String, Object> account = page.path("items.find { it.username == '" + username + "' }");
            if (account != null) {
                return account;
            }
            cursor = page.path("next");
        } while (cursor != null);
        throw new AssertionError("no account " + username);
    }

    /** What the operator gets for a change to an account. */
    Response operatorPatch(String id, Map<String, Object> change) {
        return cookie(operator()).body(change).patch("/api/v1/accounts/" + id);
    }

    /** Hashes as an older configuration would. */
    Argon2Hasher cheaperHasher() {
        return new Argon2Hasher(keys.pepper(), 19_456, 1);
    }

    Optional<Caller> behind(String cookie) {
        return await(lookup.session(cookie));
    }

    static <T> T await(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }
}
