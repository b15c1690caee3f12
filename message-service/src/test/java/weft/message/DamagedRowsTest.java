package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.events.Channels;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.delivery.Recipient;
import weft.lxmf.message.Fields;
import weft.lxmf.message.Message;
import weft.message.hosting.Heard;
import weft.message.hosting.JournalWriter;
import weft.message.hosting.ShardsLost;
import weft.message.store.Database;
import weft.message.store.Journal;
import weft.message.store.KnownDestinations;
import weft.message.store.KnownDestinations.KnownDestination;
import weft.message.store.Sealing;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.hosting.BusRecord;
import weft.reticulum.hosting.HostingCodec;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.quarantine.Quarantines;
import weft.service.test.TestDatabase;

/**
 * Every loop over rows meets rows that are damaged, in each column that is opened or read: the others are served, the damaged one
 * is left aside and shown, and is used again when it is repaired.
 */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class DamagedRowsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final SecureRandom RANDOM = new SecureRandom();

    @Inject
    @Any
    InMemoryConnector bus;

    @Inject
    @DataSource("messages")
    AgroalDataSource data;

    @Inject
    Database database;

    @Inject
    Journal journal;

    @Inject
    JournalWriter writer;

    @Inject
    Heard heard;

    @Inject
    Sealing sealing;

    @Inject
    ShardsLost shards;

    @Inject
    Quarantines quarantines;

    private final Member victim = new Member();
    private final Member other = new Member();
    private Member.Own damaged;
    private Member.Own whole;

    @BeforeEach
    void make() {
        damaged = victim.identity("Damaged");
        whole = other.identity("Whole");
        awaitHost(damaged, 0);
        awaitHost(whole, 0);
    }

    @AfterEach
    void delete() throws SQLException {
        sql("delete from messages.account where id in (?, ?)", victim.account, other.account);
        sealing.forget(victim.account);
    }

    /** What an identity's machine is made from; the last column can hold such a value only once its constraint is gone. */
    static Stream<String> columnsOfAnIdentity() {
        return Stream.of(
                "identity.sealed_private_key", "identity.public_key", "account.wrapped_key", "identity.strangers");
    }

    @ParameterizedTest
    @MethodSource("columnsOfAnIdentity")
    void theOthersAreHostedAndTheRepairedOneIsAgain(String column) throws SQLException {
        String before = damage(column);
        try {
            long epoch = lastHost(whole);
            sealing.forget(victim.account);
            shards.happen();

            awaitHost(whole, epoch);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(quarantines.of("hosting").rows()).contains(UUID.fromString(damaged.id())));
            assertDelivered("past " + column);
            assertThat(lastHost(damaged)).isLessThanOrEqualTo(epoch);
        } finally {
            repair(column, before);
        }
        shards.happen();
        awaitHost(damaged, lastHost(whole) - 1);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(quarantines.of("hosting").rows()).doesNotContain(UUID.fromString(damaged.id())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity.sealed_private_key", "account.wrapped_key"})
    void itsMemberIsToldThatTheKeyCanNotBeRead(String column) throws SQLException {
        damage(column);
        sealing.forget(victim.account);

        victim.get(damaged.path("")).then().statusCode(200).body("state", equalTo("key-unreadable"));
        victim.get("/api/v1/identities").then().statusCode(200).body("items.state", hasItem("key-unreadable"));
        victim.post(damaged.path("/messages"), Map.of("to", whole.address(), "content", "no"))
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:weft:problem:identity-unreadable"));
        other.get(whole.path("")).then().body("state", equalTo("ready"));
    }

    @Test
    void anIdentityIsHostedWithoutARatchetThatCanNotBeRead() throws SQLException {
        await().atMost(PATIENCE).until(() -> count("ratchet where identity = ?", UUID.fromString(damaged.id())) > 0);
        sql(
                "update messages.ratchet set sealed_private_key = '\\x00' where identity = ?",
                UUID.fromString(damaged.id()));
        long epoch = lastHost(damaged);

        shards.happen();

        awaitHost(damaged, epoch);
        assertThat(quarantines.<String>of("ratchets").rows()).anyMatch(row -> row.startsWith(damaged.id()));
    }

    /** What the courier reads of a message that waits for somebody on the mesh. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "message set sealed_packed = '\\x00' where id = ?",
                "message set sealed_packed = sealed_body where id = ?",
                "delivery set try_first = 'by pigeon' where message = ?",
            })
    void otherMessagesLeaveAndTheSenderOfADamagedOneIsTold(String damage) throws SQLException {
        String bad = waiting(victim, damaged);
        String good = waiting(other, whole);
        sql("update messages." + damage, UUID.fromString(bad));

        shards.happen();

        await().atMost(PATIENCE)
                .until(() -> count(
                                "delivery where message = ? and claimed_epoch = "
                                        + "(select epoch from messages.shard where id = shard)",
                                UUID.fromString(good))
                        == 1);
        await().atMost(PATIENCE).untilAsserted(() -> victim.get("/api/v1/messages/" + bad + "/trace")
                .then()
                .body("items.code", hasItem("left-aside")));
        assertThat(count(
                        "delivery where message = ? and claimed_epoch is null and next_attempt > now()",
                        UUID.fromString(bad)))
                .isOne();
        assertDelivered("past a damaged message");
    }

    /** A message for a member of this node, taken up once more with damaged content. */
    @ParameterizedTest
    @ValueSource(strings = {"sealed_packed", "sealed_body"})
    void messagesInsideTheNodeGoOnToo(String column) throws SQLException {
        Member.Own second = victim.identity("Second");
        String bad = victim.post(damaged.path("/messages"), Map.of("to", second.address(), "content", "x"))
                .path("id");
        awaitState(victim, bad, "delivered");
        sql("update messages.message set " + column + " = '\\x00' where id = ?", UUID.fromString(bad));
        sql("""
                insert into messages.delivery (account, message, identity, shard, peer, try_first)
                select m.account, m.id, m.identity, i.shard, m.peer, 'auto' from messages.message m
                    join messages.identity i on i.account = m.account and i.id = m.identity where m.id = ?""", UUID.fromString(bad));

        assertDelivered("past a message inside the node");
        await().atMost(PATIENCE).until(() -> quarantines.of("courier").rows().contains(UUID.fromString(bad)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message set sealed_body = '\\x00' where id = ?",
                "delivery set try_first = 'by pigeon' where message = ?"
            })
    void aDamagedMessageCanBeWithdrawn(String damage) throws SQLException {
        String bad = waiting(victim, damaged);
        sql("update messages." + damage, UUID.fromString(bad));
        sql("update messages.delivery set cancelled = true where message = ?", UUID.fromString(bad));

        await().atMost(PATIENCE).until(() -> count("delivery where message = ?", UUID.fromString(bad)) == 0);
        assertDelivered("past a withdrawn one");
    }

    /** More than one batch of rows that nobody can read, and older than the readable one. */
    @ParameterizedTest
    @ValueSource(strings = {"'direct', '\\x00'", "'direct', sha256('no seal at all')", "'by pigeon', '\\x00'"})
    void whatArrivesAfterDamagedRowsOfTheJournalIsDecided(String methodAndBytes) throws SQLException {
        sql("""
                insert into messages.inbox_journal (account, identity, shard, digest, method, received_at, sealed_packed)
                select ?, i.id, i.shard, sha256(n::text::bytea), m.method, now(), m.packed
                from messages.identity i, generate_series(1, 40) n, (values (%s::bytea)) m(method, packed)
                where i.id = ?""".formatted(methodAndBytes), victim.account, UUID.fromString(damaged.id()));

        List<Journal.Outcome> written = database.transact(
                transaction -> journal.write(transaction, List.of(arrival(other, whole, "new")), 500));

        assertThat(written).containsExactly(Journal.Outcome.WRITTEN);

        awaitContent(other, whole, "new");
        // They stay: repaired, they are still decided.
        assertThat(count("inbox_journal where account = ? and decided_at is null", victim.account))
                .isEqualTo(40);
        assertThat(quarantines.of("inbox").size()).isGreaterThanOrEqualTo(40);
    }

    @Test
    void aTicketBookThatCanNotBeReadCostsNoMessage() throws SQLException {
        PrivateIdentity sender = PrivateIdentity.generate(RANDOM::nextBytes);
        sql(
                "insert into messages.ticket_book (account, identity, peer, sealed_book) values (?, ?, ?, '\\x00')",
                victim.account,
                UUID.fromString(damaged.id()),
                address(sender).bytes());

        Journal.Arrival arrival =
                victim.arrival(damaged, signed(sender, damaged, "with tickets").packed());
        database.perform(transaction -> journal.write(transaction, List.of(arrival), 500));

        awaitContent(victim, damaged, "with tickets");
    }

    @Test
    void aMemberWhoseKeyCanNotBeReadKeepsNobodysMessagesFromTheDisk() throws SQLException {
        damage("account.wrapped_key");
        sealing.forget(victim.account);
        List<String> onDisk = new ArrayList<>();

        for (int i = 0; i < 10; i++) {
            writer.write(arrival(victim, damaged, "lost " + i), () -> onDisk.add("victim"));
            writer.write(arrival(other, whole, "kept " + i), () -> onDisk.add("other"));
        }

        await().atMost(PATIENCE).until(() -> onDisk.size() == 10);
        assertThat(onDisk).containsOnly("other");
        awaitContent(other, whole, "kept 9");
    }

    @Test
    void anAnnounceVerifiesTheMessagesThatCanBeReadAndARefusedOneTakesNoOtherWithIt() throws SQLException {
        PrivateIdentity sender = PrivateIdentity.generate(RANDOM::nextBytes);
        database.perform(transaction -> journal.write(
                transaction,
                List.of(
                        victim.arrival(
                                damaged, signed(sender, damaged, "damaged").packed()),
                        other.arrival(whole, signed(sender, whole, "whole").packed())),
                500));
        awaitContent(victim, damaged, "damaged");
        awaitContent(other, whole, "whole");
        sql("update messages.message set sealed_packed = '\\x00' where account = ?", victim.account);

        // PostgreSQL takes no text with a zero in it.
        heard.tell(announce(PrivateIdentity.generate(RANDOM::nextBytes), "a\0b"));
        heard.tell(announce(sender, "Sender"));

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> other.get(whole.path("/messages")).then().body("items[0].signature", equalTo("valid")));
        assertThat(count("message where account = ? and signature = 'unverified'", victim.account))
                .isOne();
    }

    private String damage(String column) throws SQLException {
        return switch (column) {
            case "identity.strangers" -> {
                sql("alter table messages.identity drop constraint identity_strangers_check");
                sql("update messages.identity set strangers = 'martians' where id = ?", UUID.fromString(damaged.id()));
                yield "allow";
            }
            case "account.wrapped_key" -> {
                String before = hex("select wrapped_key from messages.account where id = ?", victim.account);
                sql("update messages.account set wrapped_key = sha256(wrapped_key) where id = ?", victim.account);
                yield before;
            }
            default -> {
                String name = column.substring(column.indexOf('.') + 1);
                String before =
                        hex("select " + name + " from messages.identity where id = ?", UUID.fromString(damaged.id()));
                sql(
                        "update messages.identity set " + name + " = set_byte(" + name + ", 20, 255 - get_byte(" + name
                                + ", 20)) where id = ?",
                        UUID.fromString(damaged.id()));
                yield before;
            }
        };
    }

    private void repair(String column, String before) throws SQLException {
        switch (column) {
            case "identity.strangers" -> {
                sql("update messages.identity set strangers = ? where id = ?", before, UUID.fromString(damaged.id()));
                sql("alter table messages.identity add constraint identity_strangers_check"
                        + " check (strangers in ('allow', 'request', 'refuse'))");
            }
            case "account.wrapped_key" ->
                sql(
                        "update messages.account set wrapped_key = ? where id = ?",
                        HexFormat.of().parseHex(before),
                        victim.account);
            default ->
                sql(
                        "update messages.identity set " + column.substring(column.indexOf('.') + 1)
                                + " = ? where id = ?",
                        HexFormat.of().parseHex(before),
                        UUID.fromString(damaged.id()));
        }
    }

    /** A message to nobody known, which its machine has. */
    private String waiting(Member member, Member.Own own) {
        byte[] nobody = new byte[16];
        RANDOM.nextBytes(nobody);
        String id = member.post(
                        own.path("/messages"), Map.of("to", Address.of(nobody).toString(), "content", "waits"))
                .path("id");
        awaitState(member, id, "waiting");
        return id;
    }

    /** The other member's messages still go their way. */
    private void assertDelivered(String content) {
        String id = other.post(whole.path("/messages"), Map.of("to", whole.address(), "content", content))
                .path("id");
        awaitState(other, id, "delivered");
    }

    private void awaitState(Member member, String id, String state) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> member.get("/api/v1/messages/" + id).then().body("state", equalTo(state)));
    }

    private void awaitContent(Member member, Member.Own own, String content) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        member.get(own.path("/messages?direction=in")).then().body("items.content", hasItem(content)));
    }

    /** The router has been told since that epoch that the identity is hosted. */
    private void awaitHost(Member.Own own, long epoch) {
        await().atMost(PATIENCE).until(() -> lastHost(own) > epoch);
    }

    private long lastHost(Member.Own own) {
        Address address = Address.parse(own.address());
        return bus.<byte[]>sink(Channels.HOSTED_DESTINATIONS).received().stream()
                .mapToLong(record -> HostingCodec.decodeToRouter(record.getPayload())
                                        instanceof Decoded.Value<BusRecord<ToRouter>>(BusRecord<ToRouter> message)
                                && message.content() instanceof ToRouter.Host host
                                && host.owner().equals(address)
                        ? host.epoch()
                        : 0)
                .max()
                .orElse(0);
    }

    private static Journal.Arrival arrival(Member member, Member.Own to, String content) {
        return member.arrival(
                to,
                signed(PrivateIdentity.generate(RANDOM::nextBytes), to, content).packed());
    }

    private static Message signed(PrivateIdentity sender, Member.Own to, String content) {
        return Message.sign(
                sender,
                Address.parse(to.address()),
                Instant.now().getEpochSecond(),
                new byte[0],
                content.getBytes(StandardCharsets.UTF_8),
                Fields.NONE);
    }

    private static Address address(PrivateIdentity keys) {
        return DestinationName.LXMF_DELIVERY.destination(keys.identity().hash());
    }

    private static KnownDestination announce(PrivateIdentity keys, String name) {
        Recipient recipient = new Recipient(
                address(keys),
                keys.identity(),
                Optional.empty(),
                new DeliveryAppData(Optional.of(name), OptionalInt.empty(), true),
                Instant.now().getEpochSecond(),
                1,
                Hashes.sha256(address(keys).bytes()));
        return new KnownDestination(recipient, KnownDestinations.DELIVERY, new byte[0], 1, Optional.empty());
    }

    private void sql(String statement, Object... arguments) throws SQLException {
        try (Connection connection = data.getConnection();
                var prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < arguments.length; i++) {
                prepared.setObject(i + 1, arguments[i]);
            }
            prepared.executeUpdate();
        }
    }

    private String hex(String query, Object argument) throws SQLException {
        try (Connection connection = data.getConnection();
                var prepared = connection.prepareStatement(query)) {
            prepared.setObject(1, argument);
            try (var rows = prepared.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return HexFormat.of().formatHex(rows.getBytes(1));
            }
        }
    }

    private int count(String from, Object argument) throws SQLException {
        try (Connection connection = data.getConnection();
                var prepared = connection.prepareStatement("select count(*) from messages." + from)) {
            prepared.setObject(1, argument);
            try (var rows = prepared.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }
}
