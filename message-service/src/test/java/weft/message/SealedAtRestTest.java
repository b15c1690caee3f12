package weft.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import weft.service.test.TestDatabase;

/** Nothing a member wrote, and no key, stands in the database's files or its write-ahead log. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class SealedAtRestTest {

    private static final String CANARY = "canary-4f1d7a-in-clear";

    @Inject
    @DataSource("messages")
    AgroalDataSource database;

    @Test
    void neitherTextNorFileNamesNorKeysAreInTheFiles() throws SQLException, IOException {
        byte[] key = new byte[64];
        new Random(77).nextBytes(key);
        Member member = new Member();
        String id = member.post(
                        "/api/v1/identities",
                        Map.of(
                                "displayName",
                                "visible-name-91",
                                "privateKey",
                                Base64.getEncoder().encodeToString(key)))
                .path("id");
        var peer = new Member().identity("Peer");
        member.post(
                        "/api/v1/identities/" + id + "/messages",
                        Map.of(
                                "to", peer.address(),
                                "title", "title " + CANARY,
                                "content", "content " + CANARY,
                                "fields", Map.of("251", "field " + CANARY),
                                "attachments",
                                        List.of(Map.of(
                                                "name",
                                                "file " + CANARY,
                                                "data",
                                                Base64.getEncoder()
                                                        .encodeToString(CANARY.getBytes(StandardCharsets.UTF_8))))))
                .then()
                .statusCode(202);
        String named = member.call()
                .header("Idempotency-Key", "key-" + CANARY)
                .contentType("application/json")
                .body(Map.of("name", CANARY))
                .patch("/api/v1/identities/" + id + "/conversations/" + peer.address())
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(named).as("the answer says what must not be kept in clear").contains(CANARY, "title " + CANARY);

        Path files = flushed();

        assertThat(hits(files, "visible-name-91".getBytes(StandardCharsets.UTF_8)))
                .as("the search finds what stands in clear")
                .isPositive();
        assertThat(hits(files, CANARY.getBytes(StandardCharsets.UTF_8))).isZero();
        assertThat(hits(files, key)).isZero();
        assertThat(hits(files, java.util.Arrays.copyOfRange(key, 32, 64))).isZero();
    }

    @Test
    void anAnswerThatWasMovedIsNoAnswer() throws SQLException {
        Member member = new Member();
        var identity = member.identity("Member");
        Map<String, String> change = Map.of("displayName", "Changed");
        for (String key : List.of("k-1", "k-2")) {
            assertThat(keyed(member, key, identity, change).statusCode()).isEqualTo(200);
        }
        try (var connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("update messages.idempotency i set sealed_answer = other.sealed_answer"
                    + " from messages.idempotency other where i.account = '" + member.account
                    + "' and other.account = i.account and other.name <> i.name");
        }

        Response moved = keyed(member, "k-1", identity, change);

        assertThat(moved.statusCode()).isEqualTo(409);
        assertThat(moved.<String>path("type")).isEqualTo("urn:weft:problem:idempotency-answer-lost");
    }

    private static Response keyed(Member member, String key, Member.Own identity, Object body) {
        return member.call()
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(body)
                .patch("/api/v1/identities/" + identity.id());
    }

    private Path flushed() throws SQLException {
        try (var connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("checkpoint");
            try (ResultSet row = statement.executeQuery("show data_directory")) {
                row.next();
                return Path.of(row.getString(1));
            }
        }
    }

    private static long hits(Path folder, byte[] wanted) throws IOException {
        String pattern = new String(wanted, StandardCharsets.ISO_8859_1);
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> content(file).contains(pattern))
                    .count();
        }
    }

    private static String content(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException gone) {
            return "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
