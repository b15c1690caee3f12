package weft.auth.api;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Method;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import weft.service.test.MemberFaults;
import weft.service.test.TestDatabase;

/** What is wrong with a member is told by status, code, name and limits, for each member of each request, as the table has it. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class MemberFaultsTest {

    private static final String OTHER_PASSWORD = "seven gulls above the pier";

    private final MemberFaults faults = new MemberFaults();

    @Inject
    AuthClient client;

    @Test
    void eachMemberIsToldAsTheTableHasIt() {
        String code = "A".repeat(22);
        record(
                Method.POST,
                "/setup",
                SetupResource.Request.class,
                Map.of("token", "A".repeat(32), "username", "eve", "password", OTHER_PASSWORD));
        record(
                Method.POST,
                "/session",
                SessionResource.Request.class,
                Map.of("username", "eve", "password", OTHER_PASSWORD));
        record(Method.POST, "/session/proof", SessionResource.ProofRequest.class, Map.of("password", OTHER_PASSWORD));
        record(
                Method.PUT,
                "/password",
                PasswordResource.Change.class,
                Map.of("current", "not the password at all", "new", OTHER_PASSWORD));
        record(Method.POST, "/resets/" + code, ResetsResource.Request.class, Map.of("password", OTHER_PASSWORD));
        record(
                Method.POST,
                "/tokens",
                TokensResource.Request.class,
                Map.of("name", "eve", "scopes", List.of("mesh:read")));
        record(
                Method.POST,
                "/accounts",
                AccountsResource.Request.class,
                Map.of("username", "eve", "password", OTHER_PASSWORD, "roles", List.of("member")));
        record(Method.POST, "/invites", InvitesResource.Request.class, Map.of());
        record(
                Method.POST,
                "/invites/accept",
                InvitesResource.Acceptance.class,
                Map.of("code", code, "username", "eve", "password", OTHER_PASSWORD));
        String member = client.idOf(client.member());
        faults.record(
                "PATCH /accounts/{id}",
                AccountsResource.Change.class,
                Map.of(),
                json -> send(Method.PATCH, "/accounts/" + member, json));
        faults.compare(Path.of("src/test/resources/weft/auth/api/member-faults.txt"));
    }

    private void record(Method method, String path, Class<? extends Record> shape, Map<String, Object> good) {
        faults.record(method + " " + path, shape, good, json -> send(method, path, json));
    }

    private MemberFaults.Answer send(Method method, String path, String json) {
        Response answer = client.cookie(client.operator()).body(json).request(method, "/api/v1" + path);
        return new MemberFaults.Answer(answer.statusCode(), answer.asString());
    }
}
