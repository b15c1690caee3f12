package weft.auth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.service.test.TestDatabase;
import weft.service.token.Caller;
import weft.service.token.Role;
import weft.service.token.Scope;

/** What an invite is made for, and what becomes of it. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class InvitesTest {

    @Inject
    AuthClient client;

    @Test
    void anInviteSaysWhatItIsForAndItsLinkBeginsWithThePublicUrl() {
        Response plain = make(Map.of());
        plain.then()
                .statusCode(201)
                .body("label", nullValue())
                .body("role", equalTo("member"))
                .body("uses", equalTo(1))
                .body("usesLeft", equalTo(1))
                .body("joined", hasSize(0))
                .body("usedAt", nullValue())
                // As the properties of the tests have it.
                .body("url", equalTo("https://club.example:8443/join#" + plain.path("code")));
        Response labelled = make(Map.of("label", "Harbour party, 12 June", "uses", 100));
        labelled.then().statusCode(201).body("label", equalTo("Harbour party, 12 June"));
        listed(labelled)
                .body("label", equalTo("Harbour party, 12 June"))
                .body("uses", equalTo(100))
                .body("usesLeft", equalTo(100))
                .body("code", nullValue())
                .body("url", nullValue());
        InvitesResource.View view = new InvitesResource.View(
                null, null, null, null, Role.MEMBER, 1, 1, null, null, null, List.of(), null, null, null);
        assertThat(view.with("secret", Optional.empty()).url()).isNull();
    }

    @Test
    void asManyJoinAsTheInviteIsForHoweverManyTryAtOnceAndTheListSaysWho() {
        Response made = make(Map.of("uses", 2));
        String first = name();
        accept(made, first).then().statusCode(201);
        listed(made)
                .body("usesLeft", equalTo(1))
                .body("joined", equalTo(List.of(first)))
                .body("usedBy", nullValue())
                .body("usedAt", nullValue());
        List<Response> answers =
                IntStream.range(0, 2)
                        .mapToObj(i -> CompletableFuture.supplyAsync(() -> accept(made, name())))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();
        assertThat(answers).extracting(Response::statusCode).containsExactlyInAnyOrder(201, 410);
        listed(made)
                .body("usesLeft", equalTo(0))
                .body("joined", hasSize(2))
                .body("usedBy", notNullValue())
                .body("usedAt", notNullValue());
        client.cookie(client.operator())
                .delete("/api/v1/accounts/" + client.idOf(first))
                .then()
                .statusCode(204);
        listed(made).body("joined", hasSize(1)).body("usesLeft", equalTo(0));
    }

    @Test
    void anInviteWithUsesLeftIsTakenBackAsAnyOther() {
        Response made = make(Map.of("uses", 2));
        accept(made, name()).then().statusCode(201);
        client.cookie(client.operator())
                .delete("/api/v1/invites/" + made.path("id"))
                .then()
                .statusCode(204);
        accept(made, name()).then().statusCode(410);
        listed(made).body("usesLeft", equalTo(1)).body("revokedAt", notNullValue());
    }

    @Test
    void whoAcceptsAnInviteForAnOperatorIsOne() {
        Response made = make(Map.of("role", "operator"));
        made.then().statusCode(201).body("role", equalTo("operator"));
        accept(made, name()).then().statusCode(201).body("roles", equalTo(List.of("member", "operator")));
        listed(made).body("role", equalTo("operator"));
    }

    /** The table of grants has the rest. */
    @Test
    void aRoleThatTheCallerDoesNotHoldIsNotGiven() {
        Caller member = proven(client.behind(client.operator()).orElseThrow().account(), Set.of(Role.MEMBER));
        client.as(member, member.address())
                .body(Map.of("role", "operator"))
                .post("/api/v1/invites")
                .then()
                .statusCode(403)
                .body("type", endsWith(":not-allowed"))
                .body("field", equalTo("role"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"demoted", "disabled", "deleted"})
    void whoIsNoOperatorAnyMoreMakesNoneByAnInviteThatIsOnItsWay(String what) {
        String id = client.idOf(client.member());
        client.operatorPatch(id, Map.of("roles", List.of("member", "operator")));
        Caller operator = proven(UUID.fromString(id), EnumSet.allOf(Role.class));
        Response granting = client.as(operator, operator.address())
                .body(Map.of("role", "operator"))
                .post("/api/v1/invites");
        Response plain = client.as(operator, operator.address()).body("{}").post("/api/v1/invites");
        granting.then().statusCode(201);
        Response done =
                switch (what) {
                    case "demoted" -> client.operatorPatch(id, Map.of("roles", List.of("member")));
                    case "disabled" -> client.operatorPatch(id, Map.of("disabled", true));
                    default -> client.cookie(client.operator()).delete("/api/v1/accounts/" + id);
                };
        assertThat(done.statusCode()).isBetween(200, 204);
        listed(granting).body("revokedAt", notNullValue());
        accept(granting, name()).then().statusCode(410);
        listed(plain).body("revokedAt", nullValue());
    }

    /** In a session in which the password was given just now; what it may do is decided by what stands in it. */
    private static Caller proven(UUID account, Set<Role> roles) {
        return new Caller(
                Caller.Kind.SESSION,
                account,
                "whoever",
                UUID.randomUUID(),
                roles,
                EnumSet.allOf(Scope.class),
                Instant.now().plusSeconds(60),
                "192.0.2.77");
    }

    @ParameterizedTest
    @CsvSource({
        "label, '\"\"'",
        "label, '\"a\\nb\"'",
        "label, '\"a\\u2028b\"'",
        "label, '\"\\u200b \\u2060\"'",
        "uses, 0",
        "uses, -1",
        "uses, 101",
        "role, '\"root\"'",
        "role, '\"\"'",
        "expiresAt, '\"2020-01-01T00:00:00Z\"'"
    })
    void whatIsPastABoundIsRefusedAndNamed(String field, String value) {
        client.cookie(client.operator())
                .body("{\"" + field + "\":" + value + "}")
                .post("/api/v1/invites")
                .then()
                .statusCode(422)
                .body("field", equalTo(field));
    }

    @Test
    void aLabelHasAtMostAHundredCharacters() {
        make(Map.of("label", "é".repeat(100))).then().statusCode(201);
        make(Map.of("label", "é".repeat(101))).then().statusCode(422).body("max", equalTo(100));
    }

    private Response make(Map<String, Object> request) {
        return client.cookie(client.operator()).body(request).post("/api/v1/invites");
    }

    private Response accept(Response made, String name) {
        return client.anonymous(client.freshAddress())
                .body(Map.of("code", made.path("code"), "username", name, "password", AuthClient.PASSWORD))
                .post("/api/v1/invites/accept");
    }

    private static String name() {
        return "j" + UUID.randomUUID().toString().substring(0, 13).replace("-", "x");
    }

    @Test
    void theListBeginsWithTheNewestAndGoesBackFromThere() {
        Response first = make(Map.of());
        Response second = make(Map.of());
        Response page = client.cookie(client.operator()).queryParam("limit", 1).get("/api/v1/invites");
        assertThat(page.<List<String>>path("items.id")).containsExactly(second.<String>path("id"));
        Response next = client.cookie(client.operator())
                .queryParam("limit", 1)
                .queryParam("cursor", page.<String>path("next"))
                .get("/api/v1/invites");
        assertThat(next.<List<String>>path("items.id")).containsExactly(first.<String>path("id"));
    }

    /** The invite as the list has it. */
    private ValidatableResponse listed(Response made) {
        String before = null;
        while (true) {
            Response page = client.cookie(client.operator())
                    .queryParam("limit", 200)
                    .queryParams(before == null ? Map.of() : Map.of("cursor", before))
                    .get("/api/v1/invites");
            int at = page.<List<String>>path("items.id").indexOf(made.<String>path("id"));
            if (at >= 0) {
                return page.then().statusCode(200).rootPath("items[" + at + "]");
            }
            before = page.path("next");
            assertThat(before).as("the invite is listed").isNotNull();
        }
    }
}
