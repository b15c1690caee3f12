package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import weft.events.Channels;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.delivery.Recipient;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.message.hosting.AnnounceWriter;
import weft.message.hosting.JournalWriter;
import weft.message.hosting.ShardsLost;
import weft.message.store.Journal;
import weft.message.store.KnownDestinations;
import weft.message.store.KnownDestinations.KnownDestination;
import weft.message.store.sealing.Sealing;
import weft.message.store.sql.Database;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.hosting.BusRecord;
import weft.reticulum.hosting.HostingCodec;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.quarantine.Quarantines;

/**
 * Two members, of whom one is going to have damaged rows, and what the tests do with them: the other is served, the damaged row is
 * left aside and shown, and is used again when it is repaired.
 */
abstract class DamagedRows {

    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final SecureRandom RANDOM = new SecureRandom();

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
    AnnounceWriter heard;

    @Inject
    Sealing sealing;

    @Inject
    ShardsLost shards;

    @Inject
    Quarantines quarantines;

    final Member victim = new Member();
    final Member other = new Member();
    Member.Own damaged;
    Member.Own whole;

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

    String damage(String column) throws SQLException {
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

    void repair(String column, String before) throws SQLException {
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

    /** A message to nobody known, which its endpoint has. */
    String waiting(Member member, Member.Own own) {
        byte[] nobody = new byte[16];
        RANDOM.nextBytes(nobody);
        String id = member.post(
                        own.path("/messages"), Map.of("to", Address.of(nobody).toString(), "content", "waits"))
                .path("id");
        awaitState(member, id, "waiting");
        return id;
    }

    /** The other member's messages still go their way. */
    void assertDelivered(String content) {
        String id = other.post(whole.path("/messages"), Map.of("to", whole.address(), "content", content))
                .path("id");
        awaitState(other, id, "delivered");
    }

    void awaitState(Member member, String id, String state) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> member.get("/api/v1/messages/" + id).then().body("state", equalTo(state)));
    }

    void awaitContent(Member member, Member.Own own, String content) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        member.get(own.path("/messages?direction=in")).then().body("items.content", hasItem(content)));
    }

    /** The router has been told since that epoch that the identity is hosted. */
    void awaitHost(Member.Own own, long epoch) {
        await().atMost(PATIENCE).until(() -> lastHost(own) > epoch);
    }

    long lastHost(Member.Own own) {
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

    static Journal.Arrival arrival(Member member, Member.Own to, String content) {
        return member.arrival(
                to,
                signed(PrivateIdentity.generate(RANDOM::nextBytes), to, content).packed());
    }

    static Message signed(PrivateIdentity sender, Member.Own to, String content) {
        return Message.sign(
                sender,
                Address.parse(to.address()),
                Instant.now().getEpochSecond(),
                new byte[0],
                content.getBytes(StandardCharsets.UTF_8),
                MessageFields.NONE);
    }

    static Address address(PrivateIdentity keys) {
        return DestinationName.LXMF_DELIVERY.destination(keys.identity().hash());
    }

    static KnownDestination announce(PrivateIdentity keys, String name) {
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

    void sql(String statement, Object... arguments) throws SQLException {
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

    int count(String from, Object argument) throws SQLException {
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
