package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.message.delivery.LocalHandOver;
import weft.message.store.Journal;
import weft.message.store.Journal.Arrival;
import weft.message.store.Journal.Outcome;
import weft.message.store.sql.Database;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.test.TestDatabase;

/** What is received together is decided together, and comes out as if it had been decided one by one. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class InboundBatchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MEMBERS = 3;
    private static final int SENDERS = 4;

    @Inject
    Database database;

    @Inject
    Journal journal;

    @Inject
    @DataSource("messages")
    AgroalDataSource data;

    private final SecureRandom random = new SecureRandom();
    private final List<PrivateIdentity> senders = LongStream.range(0, SENDERS)
            .mapToObj(n -> PrivateIdentity.generate(random::nextBytes))
            .toList();

    static LongStream seeds() {
        return LongStream.range(0, 12);
    }

    /** One row, or several, that the database refuses for good, anywhere among the others. */
    @ParameterizedTest
    @MethodSource("seeds")
    void aRowThatCanNotBeDecidedIsFoundAndTheOthersAreKeptInTheirOrder(long seed) throws SQLException {
        Random generated = new Random(seed);
        List<Received> received = received(1 + generated.nextInt(80), generated);
        Set<Received> bad = new HashSet<>();
        for (int n = generated.nextInt(4); n > 0; n--) {
            bad.add(received.get(generated.nextInt(received.size())));
        }
        refuse(bad);
        try {
            write(received.stream().map(Received::arrival).toList());
            awaitDecided(received);
        } finally {
            sql("alter table messages.message drop constraint generated_bad");
        }

        for (Own to : recipients(received)) {
            List<Received> own =
                    received.stream().filter(each -> each.to().equals(to)).toList();
            List<String> kept = own.stream()
                    .filter(each -> !bad.contains(each))
                    .map(Received::content)
                    .toList();
            assertThat(contents(to)).isEqualTo(kept);
            assertThat(text("select count(*) from messages.inbox_journal where account = '" + to.member().account
                            + "' and outcome = 'quarantined'"))
                    .isEqualTo("" + own.stream().filter(bad::contains).count());
            assertCounted(to, kept.size());
        }
    }

    @Test
    void theSameMessageTwiceInABatchIsKeptOnce() throws SQLException {
        Own to = own();
        PrivateIdentity sender = senders.getFirst();
        Arrival first = to.member().arrival(to.identity(), sender, "once");

        assertThat(write(List.of(first, first))).containsExactly(Outcome.WRITTEN, Outcome.REPEATED);
        // The same message under another digest, as with another stamp: the hash is that of the first.
        Arrival again = new Arrival(
                first.account(),
                first.identity(),
                first.shard(),
                Hashes.sha256(new byte[] {1}),
                first.method(),
                first.reception(),
                first.linkIdentity(),
                first.receivedAt(),
                first.packed());
        Arrival after = to.member().arrival(to.identity(), sender, "after");
        write(List.of(again, after));
        awaitContents(to, List.of("once", "after"));
        assertCounted(to, 2);
    }

    @Test
    void twoOfOneHashInOneBatchAreOneMessage() throws SQLException {
        Own to = own();
        Arrival first = to.member().arrival(to.identity(), senders.getFirst(), "once");
        Arrival other = new Arrival(
                first.account(),
                first.identity(),
                first.shard(),
                Hashes.sha256(new byte[] {2}),
                first.method(),
                first.reception(),
                first.linkIdentity(),
                first.receivedAt(),
                first.packed());

        assertThat(write(List.of(first, other))).containsExactly(Outcome.WRITTEN, Outcome.WRITTEN);

        awaitContents(to, List.of("once"));
        await().atMost(PATIENCE)
                .until(() ->
                        text("select string_agg(outcome, ',' order by id) from messages.inbox_journal where account = '"
                                        + to.member().account + "'")
                                .equals("delivered,duplicate"));
        assertCounted(to, 1);
    }

    /** The bound is counted over the batch, and over what was there before. */
    @Test
    void theBoundOfUndecidedRowsHoldsWithinABatch() throws SQLException {
        Own to = own();
        Own free = own();
        List<Arrival> arrivals = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            arrivals.add(to.member().arrival(to.identity(), senders.getFirst(), "to " + n));
            arrivals.add(free.member().arrival(free.identity(), senders.getFirst(), "free " + n));
        }

        List<Outcome> outcomes = database.transact(transaction -> {
            List<Outcome> written = new ArrayList<>(journal.write(transaction, arrivals.subList(0, 4), 3));
            written.addAll(journal.write(transaction, arrivals.subList(4, 10), 3));
            return written;
        });

        assertThat(outcomes)
                .containsExactly(
                        Outcome.WRITTEN,
                        Outcome.WRITTEN,
                        Outcome.WRITTEN,
                        Outcome.WRITTEN,
                        Outcome.WRITTEN,
                        Outcome.WRITTEN,
                        Outcome.FULL,
                        Outcome.FULL,
                        Outcome.FULL,
                        Outcome.FULL);
    }

    private record Own(Member member, Member.Own identity) {}

    private record Received(Own to, String content, Arrival arrival) {}

    private static Own own() {
        Member member = new Member();
        return new Own(member, member.identity("Recipient"));
    }

    private List<Received> received(int count, Random generated) {
        List<Own> owns = new ArrayList<>();
        for (int n = 0; n < MEMBERS; n++) {
            owns.add(own());
        }
        List<Received> received = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            Own to = owns.get(generated.nextInt(MEMBERS));
            String content = n + " " + "x".repeat(generated.nextInt(300));
            PrivateIdentity sender = senders.get(generated.nextInt(SENDERS));
            received.add(new Received(to, content, to.member().arrival(to.identity(), sender, content)));
        }
        return received;
    }

    private static List<Own> recipients(List<Received> received) {
        return received.stream().map(Received::to).distinct().toList();
    }

    private void refuse(Set<Received> bad) throws SQLException {
        String hashes = bad.stream()
                .map(each -> "'\\x" + hash(each.arrival()) + "'::bytea")
                .collect(Collectors.joining(","));
        sql("alter table messages.message add constraint generated_bad check (hash <> all (array[" + hashes
                + "]::bytea[])) not valid");
    }

    private static String hash(Arrival arrival) {
        return LocalHandOver.unpack(arrival.packed()).id().toString();
    }

    private List<Outcome> write(List<Arrival> arrivals) {
        return database.transact(transaction -> journal.write(transaction, arrivals, 500));
    }

    private void awaitDecided(List<Received> received) {
        String accounts = recipients(received).stream()
                .map(to -> "'" + to.member().account + "'")
                .collect(Collectors.joining(","));
        await().atMost(PATIENCE)
                .until(() ->
                        text("select count(*) from messages.inbox_journal where decided_at is null and account in ("
                                        + accounts + ")")
                                .equals("0"));
    }

    private static List<String> contents(Own to) {
        List<String> contents = new ArrayList<>(
                to.member().get(to.identity().path("/messages?limit=200")).<List<String>>path("items.content"));
        return Collections.unmodifiableList(contents);
    }

    private static void awaitContents(Own to, List<String> expected) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(contents(to)).isEqualTo(expected));
    }

    /** Events without gaps, what is used, what is unread and the steps of each message are as many as the messages. */
    private void assertCounted(Own to, int messages) throws SQLException {
        String account = "'" + to.member().account + "'";
        assertThat(text("select stored_messages || ' ' || stranger_messages || ' ' || (stored_bytes = (select"
                        + " coalesce(sum(kept_length), 0) from messages.message where account = " + account
                        + ")) from messages.account where id = " + account))
                .isEqualTo(messages + " " + messages + " true");
        assertThat(text("select coalesce(sum(unread), 0) from messages.conversation where account = " + account))
                .isEqualTo("" + messages);
        assertThat(text("select count(*) from messages.conversation c join messages.message m on m.account = c.account"
                        + " and m.id = c.last_message and m.sequence = c.last_sequence and m.sequence = (select"
                        + " max(sequence) from messages.message n where n.account = c.account and n.peer = c.peer)"
                        + " where c.account = " + account))
                .isEqualTo(text("select count(distinct peer) from messages.message where account = " + account));
        assertThat(text("select count(*) || ' ' || count(distinct message) from messages.message_trace where code ="
                        + " 'received' and account = " + account))
                .isEqualTo(messages + " " + messages);
        assertThat(text("select count(*) = coalesce(max(sequence), 0) and count(*) = (select event_sequence from"
                        + " messages.account where id = " + account + ") from messages.event_log where account = "
                        + account))
                .isEqualTo("t");
    }

    private String text(String query) throws SQLException {
        try (Connection connection = data.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void sql(String command) throws SQLException {
        try (Connection connection = data.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }
}
