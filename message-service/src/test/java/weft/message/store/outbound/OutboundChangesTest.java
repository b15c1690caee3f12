package weft.message.store.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.lxmf.delivery.receiving.SignatureState;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.message.domain.Direction;
import weft.message.domain.MemberIdentity;
import weft.message.domain.MessageState;
import weft.message.domain.Method;
import weft.message.domain.StateChange;
import weft.message.domain.StateChange.Trace;
import weft.message.domain.StoredMessage;
import weft.message.domain.StoredMessage.Reception;
import weft.message.store.Accounts;
import weft.message.store.Deliveries;
import weft.message.store.Events;
import weft.message.store.Identities;
import weft.message.store.NewMessages;
import weft.message.store.StoredIdentity;
import weft.message.store.sql.Database;
import weft.reticulum.Address;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.test.TestDatabase;

/** Changes that are written together come out as those that are written one after the other. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class OutboundChangesTest {

    private static final Address UNKNOWN = new Address(3, 5);
    private static final int MESSAGES = 3;

    @Inject
    Database database;

    @Inject
    Accounts accounts;

    @Inject
    Identities identities;

    @Inject
    NewMessages added;

    @Inject
    Deliveries deliveries;

    @Inject
    Events events;

    @Inject
    OutboundChanges outbound;

    @Inject
    @DataSource("messages")
    AgroalDataSource data;

    static LongStream seeds() {
        return LongStream.range(0, 25);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aBatchIsWhatItsChangesAreOneByOne(long seed) throws SQLException {
        Random random = new Random(seed);
        // By the places of their messages, so that both members get the same ones.
        List<Integer> places = new ArrayList<>();
        List<Long> kinds = new ArrayList<>();
        for (int n = random.nextInt(40); n >= 0; n--) {
            places.add(random.nextInt(MESSAGES));
            kinds.add(random.nextLong());
        }
        Instant later = Instant.now().plus(Duration.ofMinutes(4));
        Written together = written(later);
        Written apart = written(later);

        apply(together, changes(together, places, kinds, later));
        for (OutboundChange change : changes(apart, places, kinds, later)) {
            apply(apart, List.of(change));
        }

        assertThat(seen(together)).isEqualTo(seen(apart));
    }

    private record Written(UUID account, List<UUID> messages) {}

    private Written written(Instant later) {
        MemberIdentity made = StoredIdentity.make(database, accounts, identities);
        List<UUID> ids = new ArrayList<>();
        for (int n = 0; n < MESSAGES; n++) {
            Message message = Message.sign(
                    PrivateIdentity.generate(new SecureRandom()::nextBytes),
                    UNKNOWN,
                    Instant.now().getEpochSecond(),
                    new byte[0],
                    ("message " + n).getBytes(StandardCharsets.UTF_8),
                    MessageFields.NONE);
            StoredMessage stored = new StoredMessage(
                    made.account(),
                    UUID.randomUUID(),
                    made.id(),
                    UNKNOWN,
                    Direction.OUT,
                    message.id(),
                    0,
                    Method.AUTO,
                    MessageState.ACCEPTED,
                    Optional.empty(),
                    0,
                    SignatureState.VALID,
                    OptionalInt.empty(),
                    Optional.empty(),
                    Reception.UNKNOWN,
                    false,
                    Instant.now(),
                    Optional.empty(),
                    Optional.empty(),
                    new byte[] {'{', '}'});
            database.perform(transaction -> {
                List<StoredMessage> inserted =
                        added.add(transaction, List.of(new NewMessages.New(stored, stored.body(), message.packed())));
                deliveries.add(
                        transaction, List.of(new Deliveries.New(inserted.getFirst(), made.shard(), Method.AUTO)));
                // Not due, so that no worker takes it.
                deliveries.putOff(transaction, made.account(), stored.id(), later);
            });
            ids.add(stored.id());
        }
        return new Written(made.account(), ids);
    }

    private static List<OutboundChange> changes(
            Written written, List<Integer> places, List<Long> kinds, Instant later) {
        List<OutboundChange> changes = new ArrayList<>();
        for (int n = 0; n < places.size(); n++) {
            changes.add(change(
                    written.account(), written.messages().get(places.get(n)), new Random(kinds.get(n)), n, later));
        }
        return changes;
    }

    private static OutboundChange change(UUID account, UUID message, Random random, int n, Instant later) {
        return switch (random.nextInt(10)) {
            case 0 -> new OutboundChange.Progressed(account, message, random.nextInt(100) / 128f);
            case 1 -> new OutboundChange.Stamped(account, message, new byte[] {(byte) n}, n);
            case 2 -> new OutboundChange.Tried(account, message, n);
            case 3 -> new OutboundChange.Returned(account, message, n, later.plusSeconds(n));
            case 4 -> new OutboundChange.Ended(account, message);
            case 5, 6 ->
                new OutboundChange.Told(
                        account,
                        message,
                        Trace.of("step-" + n, "A step."),
                        random.nextBoolean() ? Optional.of(method(random)) : Optional.empty(),
                        random.nextBoolean() ? OptionalInt.of(n) : OptionalInt.empty());
            default -> {
                // Final states seldom: nothing follows them.
                MessageState[] states = MessageState.values();
                MessageState state = states[random.nextInt(random.nextInt(6) == 0 ? states.length : 4)];
                yield new OutboundChange.Became(
                        account,
                        message,
                        new StateChange(
                                state,
                                random.nextBoolean() ? Optional.of("because") : Optional.empty(),
                                random.nextBoolean() ? Optional.of(method(random)) : Optional.empty(),
                                random.nextBoolean()
                                        ? Optional.of(Trace.of("state-" + n, "A state."))
                                        : Optional.empty()));
            }
        };
    }

    private static Method method(Random random) {
        return Method.values()[random.nextInt(Method.values().length)];
    }

    private void apply(Written written, List<OutboundChange> changes) {
        database.perform(transaction -> {
            events.lock(transaction, written.account());
            outbound.apply(transaction, changes);
        });
    }

    /** All that is there of the member's messages, by their places instead of their ids. */
    private List<String> seen(Written written) throws SQLException {
        List<String> seen = new ArrayList<>();
        for (int n = 0; n < MESSAGES; n++) {
            String of = "account = '" + written.account() + "' and %s = '"
                    + written.messages().get(n) + "'";
            seen.addAll(
                    rows("select concat_ws('|', state, coalesce(reason, '-'), method, progress, coalesce(stamp_value,"
                            + " -1), coalesce(stamp_valid, false), delivered_at is not null) from messages.message where "
                            + of.formatted("id")));
            seen.addAll(rows(
                    "select code from messages.message_trace where " + of.formatted("message") + " order by step"));
            seen.addAll(rows("select concat_ws('|', attempts, encode(coalesce(stamp, ''), 'hex'), next_attempt,"
                    + " coalesce(claimed_epoch, -1)) from messages.delivery where " + of.formatted("message")));
        }
        String places = String.join(
                " ",
                rows("select sequence || ':' || type || ':' || detail || ':' || message from messages.event_log where"
                        + " account = '" + written.account() + "' order by sequence"));
        for (int n = 0; n < MESSAGES; n++) {
            places = places.replace(written.messages().get(n).toString(), "message " + n);
        }
        seen.add(places);
        return seen;
    }

    private List<String> rows(String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = data.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }
}
