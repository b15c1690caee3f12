package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.bouncycastle.util.encoders.Base32;
import org.junit.jupiter.api.Test;
import weft.lxmf.message.Message;
import weft.reticulum.Decoded;
import weft.service.test.TestDatabase;

/** What a member takes along: the private key of an identity, and its mailbox. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class TakenAlongTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    @DataSource("messages")
    AgroalDataSource data;

    private final Member alice = new Member();
    private final Member bob = new Member();

    @Test
    void thePrivateKeyTakesAFreshProofAndIsTheMembersOwn() {
        Member.Own own = alice.identity("Alice");
        for (String what : List.of("/export", "/mailbox", "/mailbox?check=true")) {
            Response unproven = what.equals("/export") ? alice.call().post(own.path(what)) : alice.get(own.path(what));
            unproven.then().statusCode(403).body("type", containsString("proof-needed"));
        }
        bob.proven = true;
        bob.call().post(own.path("/export")).then().statusCode(404);
        bob.get(own.path("/mailbox")).then().statusCode(404);
        bob.get(own.path("/mailbox?check=true")).then().statusCode(404);
    }

    @Test
    void whetherAMailboxCouldBeTakenIsSaidWithoutBeginning() {
        Member.Own own = alice.identity("Alice");
        alice.proven = true;
        for (int i = 0; i < 3; i++) {
            alice.get(own.path("/mailbox?check=true"))
                    .then()
                    .statusCode(204)
                    .header("Cache-Control", "no-store")
                    .header("Content-Disposition", nullValue());
        }
        alice.get(own.path("/mailbox?check=yes")).then().statusCode(400).body("field", equalTo("check"));
    }

    @Test
    void anIdentityComesBackWithItsAddressFromEachForm() {
        Member.Own own = alice.identity("Alice");
        alice.proven = true;
        Response key = alice.call().post(own.path("/export"));
        key.then().statusCode(200).header("Cache-Control", "no-store").body("address", equalTo(own.address()));
        byte[] raw = Base64.getDecoder().decode(key.<String>path("raw"));
        assertThat(raw).hasSize(64);
        assertThat(HexFormat.of().parseHex(key.path("hex"))).isEqualTo(raw);
        assertThat(Base32.decode(key.<String>path("base32"))).isEqualTo(raw);
        assertThat(Base64.getDecoder().decode(key.<String>path("file.data"))).isEqualTo(raw);

        imported(key.path("hex"))
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:weft:problem:identity-exists"))
                .body("field", equalTo("privateKey"))
                .body("detail", containsString("delete it there"));
        alice.call().delete(own.path("")).then().statusCode(204);
        String base32 = key.path("base32");
        for (String form : List.of(
                key.<String>path("hex"),
                key.<String>path("hex").toUpperCase(Locale.ROOT),
                base32,
                base32.toLowerCase(Locale.ROOT).replace("=", ""),
                key.<String>path("raw"),
                key.<String>path("raw").replace('+', '-').replace('/', '_').replace("=", ""),
                " " + key.<String>path("hex").replaceAll("(.{32})", "$1\n"))) {
            Response back = imported(form);
            back.then().statusCode(201).body("address", equalTo(own.address()));
            bob.call().delete("/api/v1/identities/" + back.path("id")).then().statusCode(204);
        }
    }

    @Test
    void whatIsNoKeyIsRefusedWithTheForms() {
        for (String text :
                List.of("", "hello", "ab".repeat(63), "ab".repeat(65), "A".repeat(104) + "A", "=".repeat(88))) {
            imported(text)
                    .then()
                    .statusCode(422)
                    .body("field", equalTo("privateKey"))
                    .body("detail", containsString("128 hexadecimal digits"));
        }
    }

    @Test
    void aMailboxIsOneFileWithEverythingOfTheIdentityAndNothingElse() throws Exception {
        Member.Own from = alice.identity("Alice");
        Member.Own to = bob.identity("Bob");
        Member.Own others = bob.identity("Bob elsewhere");
        byte[] file = {1, 2, 3};
        alice.post(
                        from.path("/messages"),
                        Map.of(
                                "to",
                                to.address(),
                                "content",
                                "grüße 👋",
                                "attachments",
                                List.of(Map.of(
                                        "name",
                                        "fünf.png",
                                        "data",
                                        Base64.getEncoder().encodeToString(file)))))
                .then()
                .statusCode(202);
        alice.post(from.path("/messages"), Map.of("to", others.address(), "content", "not this"));
        for (int i = 0; i < 45; i++) {
            bob.post(to.path("/messages"), Map.of("to", from.address(), "content", "answer " + i));
        }
        bob.proven = true;

        Map<String, byte[]> entries = archive(bob.get(to.path("/mailbox")));

        JsonNode head = JSON.readTree(entries.get("mailbox.json"));
        assertThat(head.get("format").asText()).isEqualTo("weft-mailbox");
        assertThat(head.get("identity").get("address").asText()).isEqualTo(to.address());
        JsonNode end = JSON.readTree(entries.get("end.json"));
        assertThat(end.get("messages").asInt()).isEqualTo(46);
        assertThat(end.get("files").asInt()).isEqualTo(1);
        assertThat(end.get("unreadable").asInt()).isZero();
        List<String> names = entries.keySet().stream()
                .filter(name -> name.startsWith("messages/"))
                .toList();
        String first = names.getFirst().replace(".json", "");
        JsonNode message = JSON.readTree(entries.get(first + ".json"));
        assertThat(message.get("content").asText()).isEqualTo("grüße 👋");
        assertThat(entries.get(first + "/0-fünf.png")).isEqualTo(file);
        assertThat(Message.unpack(entries.get(first + ".lxm")))
                .isInstanceOfSatisfying(Decoded.Value.class, unpacked -> assertThat(
                                ((Message) unpacked.value()).id().toString())
                        .isEqualTo(message.get("hash").asText()));
        assertThat(JSON.readTree(entries.get("conversations/000001.json")).get("items"))
                .hasSize(1);
        assertThat(entries.values().stream().map(bytes -> new String(bytes, StandardCharsets.UTF_8)))
                .noneMatch(text -> text.contains("not this"));
    }

    @Test
    void aMessageThatCanNotBeReadKeepsNoOtherBack() throws Exception {
        Member.Own from = alice.identity("Alice");
        Member.Own to = bob.identity("Bob");
        for (String column : List.of("sealed_body", "sealed_packed", "none")) {
            alice.post(from.path("/messages"), Map.of("to", to.address(), "content", column));
            String id = bob.get(to.path("/messages?direction=in&limit=200")).path("items[-1].id");
            if (!column.equals("none")) {
                damage("update messages.message set " + column + " = '\\x00' where id = ?", UUID.fromString(id));
            }
        }
        bob.proven = true;

        Map<String, byte[]> entries = archive(bob.get(to.path("/mailbox")));

        JsonNode end = JSON.readTree(entries.get("end.json"));
        assertThat(end.get("messages").asInt()).isEqualTo(3);
        assertThat(end.get("unreadable").asInt()).isEqualTo(2);
    }

    private Response imported(String key) {
        return bob.post("/api/v1/identities", Map.of("displayName", "Back", "privateKey", key));
    }

    private static Map<String, byte[]> archive(Response answer) throws IOException {
        answer.then().statusCode(200).contentType("application/x-tar");
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(answer.asByteArray()), "UTF-8")) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.put(entry.getName(), tar.readAllBytes());
            }
        }
        return entries;
    }

    private void damage(String statement, UUID id) throws SQLException {
        try (Connection connection = data.getConnection();
                var prepared = connection.prepareStatement(statement)) {
            prepared.setObject(1, id);
            prepared.executeUpdate();
        }
    }
}
