package weft.auth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import weft.auth.store.LocalAdministration;
import weft.auth.store.keys.KeyDirectory;
import weft.service.test.TestDatabase;
import weft.service.token.Role;

/** What is done at the machine itself, on the database of a service that runs. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class LocalAdministrationTest {

    private static final String OTHER = "seven gulls above the pier";

    @Inject
    AuthClient client;

    @Inject
    KeyDirectory keys;

    @Inject
    @ReactiveDataSource("auth")
    Pool pool;

    @ConfigProperty(name = "quarkus.datasource.auth.jdbc.url")
    String url;

    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url);
        connection = database.getConnection("postgres", "postgres");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        AuthClient.await(pool.query("delete from auth.setup_again").execute());
    }

    @Test
    void itListsEveryAccountAndUnlocksOne() throws SQLException {
        String name = client.member();
        String network = client.freshAddress();
        IntStream.range(0, 5).forEach(i -> client.signIn(network, name, "wrong password number " + i));
        client.signIn(network, name, AuthClient.PASSWORD).then().statusCode(429);
        assertThat(listed(name).roles()).isEqualTo(Set.of(Role.MEMBER));
        assertThat(listed(name).lockedUntil()).isNotNull();

        assertThat(rescue().unlock(name.toUpperCase())).isEqualTo(name);

        assertThat(listed(name).lockedUntil()).isNull();
        client.signIn(network, name, AuthClient.PASSWORD).then().statusCode(200);
        assertThat(listed(name).lastSignInAt()).isNotNull();
        assertThat(actsAtTheMachine(name)).containsExactly("unlock");
        assertThatThrownBy(() -> rescue().unlock("nobody-" + name))
                .isInstanceOf(LocalAdministration.Refused.class)
                .hasMessageContaining("weft admin list");
    }

    @Test
    void itsResetLinkIsOneAsAnOperatorsAndTakesItsPlace() throws SQLException {
        String name = client.member();
        String session = client.signedIn(name);
        String id = client.idOf(name);
        String operators = client.cookie(client.operator())
                .post("/api/v1/accounts/" + id + "/reset")
                .path("code");

        LocalAdministration.Made link = rescue().resetLink(name);

        assertThat(link.username()).contains(name);
        assertThat(link.toString()).doesNotContain(link.secret());
        reset(operators).then().statusCode(404);
        reset(link.secret()).then().statusCode(200).body("username", equalTo(name));
        reset(link.secret()).then().statusCode(404);
        assertThat(client.behind(session)).isEmpty();
        client.signIn(client.freshAddress(), name, OTHER)
                .then()
                .statusCode(200)
                .body("notices.type", equalTo(List.of("password-reset")))
                .body("notices[0].by", nullValue());
        assertThat(actsAtTheMachine(name)).containsExactly("reset-link");

        client.operatorPatch(id, Map.of("disabled", true)).then().statusCode(200);
        assertThatThrownBy(() -> rescue().resetLink(name))
                .isInstanceOf(LocalAdministration.Refused.class)
                .hasMessageContaining("disabled");
    }

    @Test
    void itsTokenOpensSetUpOnceOnANodeThatIsSetUp() throws SQLException {
        client.operator();
        setUp("A".repeat(32)).then().statusCode(410);
        setUpPossible(false);

        LocalAdministration.Made older = rescue().setUpToken();
        LocalAdministration.Made token = rescue().setUpToken();

        assertThat(token.secret()).matches("[A-Za-z0-9_-]{22,}");
        setUpPossible(true);
        setUp(older.secret()).then().statusCode(403).body("field", equalTo("token"));
        Response made = setUp(token.secret());
        made.then().statusCode(201).body("roles", containsInAnyOrder("member", "operator"));
        client.cookie(client.signedIn(made.path("username")))
                .get("/api/v1/accounts")
                .then()
                .statusCode(200);
        setUp(token.secret()).then().statusCode(410);
        setUpPossible(false);
        assertThat(actsAtTheMachine(null)).contains("set-up-token");

        LocalAdministration.Made late = rescue().setUpToken();
        AuthClient.await(pool.query("update auth.setup_again set expires_at = now() - interval '1 second'")
                .execute());
        setUpPossible(false);
        setUp(late.secret()).then().statusCode(410);
    }

    @Test
    void keysOfAnotherNodeAreRefusedBeforeAnythingIsDone(@TempDir Path elsewhere) {
        assertThatThrownBy(() -> LocalAdministration.over(connection, KeyDirectory.in(elsewhere)))
                .isInstanceOf(LocalAdministration.Refused.class)
                .hasMessageContaining("keys");
    }

    private LocalAdministration rescue() throws SQLException {
        return LocalAdministration.over(connection, keys);
    }

    private LocalAdministration.Listed listed(String name) throws SQLException {
        List<LocalAdministration.Listed> all = new ArrayList<>();
        rescue().accounts(all::add);
        return all.stream()
                .filter(account -> account.username().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Response reset(String code) {
        return client.anonymous(client.freshAddress())
                .body(Map.of("password", OTHER))
                .post("/api/v1/resets/" + code);
    }

    private Response setUp(String token) {
        String name = "op" + UUID.randomUUID().toString().substring(0, 8);
        return client.anonymous(client.freshAddress())
                .body(Map.of("token", token, "username", name, "password", AuthClient.PASSWORD))
                .post("/api/v1/setup");
    }

    /** A token for one more operator sends nobody else to set the node up. */
    private void setUpPossible(boolean expected) {
        client.anonymous(client.freshAddress())
                .get("/api/v1/setup")
                .then()
                .statusCode(200)
                .body("possible", equalTo(expected))
                .body("needed", equalTo(false));
        client.anonymous(client.freshAddress())
                .get("/api/v1/session")
                .then()
                .statusCode(401)
                .body("setupNeeded", equalTo(false));
    }

    /** Of an account, or of none. */
    private List<String> actsAtTheMachine(String name) {
        String whose = name == null ? "it.username == null" : "it.username == '" + name + "'";
        return client.cookie(client.operator())
                .queryParam("limit", 200)
                .get("/api/v1/access-attempts")
                .path("items.findAll { it.source == 'weft admin' && it.outcome == 'admitted' && " + whose
                        + " }.action");
    }
}
