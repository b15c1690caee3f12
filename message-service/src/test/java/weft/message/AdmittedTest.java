package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.message.domain.FieldsJson;
import weft.message.store.Database;
import weft.message.store.Journal;
import weft.reticulum.Address;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.msgpack.MsgPack;
import weft.service.test.TestDatabase;

/** What was proven to its sender reads back, in every list and alone, whatever the codec admits. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class AdmittedTest {

    private static final int MESSAGES = 150;
    private static final int BOUND = 500;
    private static final ObjectMapper ANY = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build());

    @Inject
    Database database;

    @Inject
    Journal journal;

    private final Member member = new Member();
    private final PrivateIdentity stranger = PrivateIdentity.generate(new SecureRandom()::nextBytes);

    @Test
    void whatTheCodecAdmitsReadsBackEverywhere() throws IOException {
        long seed = new SecureRandom().nextLong();
        AnyFields any = new AnyFields(new Random(seed));
        var own = member.identity("Recipient");
        Map<String, MessageFields> sent = new LinkedHashMap<>();
        List<Journal.Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            MessageFields fields = any.next();
            Message message = sign(own, any.text(), i + any.text(), fields);
            sent.put(message.id().toString(), fields);
            arrivals.add(member.arrival(own, message.packed()));
        }

        assertThat(written(arrivals)).containsOnly(Journal.Outcome.WRITTEN);

        String peer = weft.reticulum.destination.DestinationName.LXMF_DELIVERY
                .destination(stranger.identity().hash())
                .toString();
        String thread = own.path("/conversations/" + peer + "/messages");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(all(own.path("/messages"))).hasSize(MESSAGES));
        for (String list : List.of(own.path("/messages"), thread, thread + "?order=newest")) {
            Map<String, JsonNode> read = all(list);
            assertThat(read.keySet()).as("%s with seed %d", list, seed).isEqualTo(sent.keySet());
            read.forEach((hash, item) -> assertThat(parts(FieldsJson.read(item.get("fields"))))
                    .as("%s with seed %d: %s", list, seed, item)
                    .isEqualTo(parts(sent.get(hash))));
        }
        for (JsonNode item : all(own.path("/messages")).values()) {
            JsonNode alone =
                    json(member.get("/api/v1/messages/" + item.get("id").asText()));
            assertThat(alone.get("fields")).isEqualTo(item.get("fields"));
        }
        assertThat(json(member.get(own.path("/conversations"))).get("items")).hasSize(1);
    }

    /** The two that made a mailbox unreadable for good. */
    @Test
    void deepMapsAndLongKeysReadBack() throws IOException {
        var own = member.identity("Recipient");
        Value maps = ValueFactory.newInteger(1);
        for (int i = 0; i < 20; i++) {
            maps = ValueFactory.newMap(ValueFactory.newInteger(1), maps);
        }
        Value longKey = ValueFactory.newMap(ValueFactory.newString("k".repeat(1_001)), ValueFactory.newNil());
        assertThat(written(List.of(
                        member.arrival(
                                own,
                                sign(own, "", "deep", MessageFields.NONE.with(251, maps))
                                        .packed()),
                        member.arrival(
                                own,
                                sign(own, "", "key", MessageFields.NONE.with(251, longKey))
                                        .packed()))))
                .containsOnly(Journal.Outcome.WRITTEN);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(all(own.path("/messages"))).hasSize(2));
        assertThat(json(member.get(own.path("/conversations"))).get("items")).hasSize(1);
    }

    @Test
    void whatIsShownCanBeSentAsItIs() throws IOException {
        var own = member.identity("Member");
        var other = new Member();
        var to = other.identity("Other");
        Value deep = ValueFactory.newExtension((byte) 5, new byte[] {1});
        for (int level = 1; level < Message.MAX_DEPTH; level++) {
            deep = ValueFactory.newMap(ValueFactory.newInteger(level), deep);
        }
        Value longKey = ValueFactory.newMap(ValueFactory.newString("k".repeat(2_000)), ValueFactory.newNil());
        MessageFields fields = MessageFields.NONE.with(251, deep).with(252, longKey);

        member.post(
                        own.path("/messages"),
                        "{\"to\":\"" + to.address() + "\",\"content\":\"\",\"fields\":" + text(fields) + "}")
                .then()
                .statusCode(202);

        JsonNode read = all(other, to.path("/messages")).values().iterator().next();
        assertThat(parts(FieldsJson.read(read.get("fields")))).isEqualTo(parts(fields));
    }

    private static String text(MessageFields fields) throws IOException {
        var json = new java.io.StringWriter();
        try (var out = new JsonFactory().createGenerator(json)) {
            FieldsJson.write(out, fields, _ -> false);
        }
        return json.toString();
    }

    private List<Journal.Outcome> written(List<Journal.Arrival> arrivals) {
        return database.transact(transaction -> journal.write(transaction, arrivals, BOUND));
    }

    private Message sign(Member.Own to, String title, String content, MessageFields fields) {
        return Message.sign(
                stranger,
                Address.parse(to.address()),
                Instant.now().getEpochSecond(),
                title.getBytes(StandardCharsets.ISO_8859_1),
                content.getBytes(StandardCharsets.UTF_8),
                fields);
    }

    private Map<String, JsonNode> all(String list) throws IOException {
        return all(member, list);
    }

    /** By hash, to the last page. */
    private static Map<String, JsonNode> all(Member reader, String list) throws IOException {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        String from = "";
        while (true) {
            JsonNode page = json(reader.get(list + (list.contains("?") ? "&" : "?") + "limit=200" + from));
            page.get("items").forEach(item -> found.put(item.get("hash").asText(), item));
            if (page.get("items").isEmpty() || page.get("next").isNull()) {
                return found;
            }
            from = "&cursor=" + page.get("next").asText();
        }
    }

    private static JsonNode json(Response answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return ANY.readTree(answer.asByteArray());
    }

    /** The entries as bytes, in one order: a NaN does not equal itself, and keys that are no integers are shown last. */
    private static Map<String, String> parts(MessageFields fields) {
        Map<String, String> parts = new TreeMap<>();
        fields.map().entrySet().forEach(entry -> parts.put(hex(entry.getKey()), hex(entry.getValue())));
        return parts;
    }

    private static String hex(Value value) {
        return HexFormat.of().formatHex(MsgPack.encode(value));
    }
}
