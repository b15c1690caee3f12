package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.lxmf.message.MessageFields;
import weft.message.delivery.AcceptanceQueue;
import weft.message.delivery.Draft;
import weft.message.delivery.MessageAcceptance.Writing;
import weft.message.delivery.RuleBroken;
import weft.message.domain.Method;
import weft.message.store.Idempotency.Answer;
import weft.message.store.Idempotency.KeyReused;
import weft.message.store.Idempotency.Named;
import weft.message.store.sql.StoreUnavailable;
import weft.message.store.sql.UnknownObject;
import weft.reticulum.Address;
import weft.service.test.TestDatabase;

/** What is written at the same time is accepted together, and each as if it had been written alone. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class AcceptanceBatchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MEMBERS = 4;
    private static final String LONG = "x".repeat(1_100_000);

    @Inject
    AcceptanceQueue queue;

    @Inject
    @DataSource("messages")
    AgroalDataSource data;

    private final SecureRandom random = new SecureRandom();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private final List<Writer> made = new ArrayList<>();

    /** Their announces would keep those of other tests waiting, and a full mailbox is told of. */
    @AfterEach
    void end() throws SQLException {
        threads.close();
        for (Writer writer : made) {
            writer.member().call().delete(writer.own().path("")).then().statusCode(204);
            sql("update messages.account set message_quota = null where id = '" + writer.member().account + "'");
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 12);
    }

    /** What may become of a message. */
    private enum Fate {
        ACCEPTED,
        TOO_LARGE,
        NOT_OWN,
        REFUSED_BY_DATABASE
    }

    private record Sent(Writer writer, Fate fate, String content, Address to, Future<Answer> answer) {}

    private record Writer(Member member, Member.Own own) {

        UUID identity() {
            return UUID.fromString(own.id());
        }

        Address address() {
            return Address.parse(own.address());
        }
    }

    /** Messages that rules or the database refuse, anywhere among the others. */
    @ParameterizedTest
    @MethodSource("seeds")
    void eachIsAcceptedOrRefusedForItself(long seed) throws Exception {
        Random generated = new Random(seed);
        List<Writer> writers = writers(MEMBERS);
        List<Address> refused = List.of(stranger(), stranger());
        List<Address> peers =
                new ArrayList<>(writers.stream().map(Writer::address).toList());
        peers.addAll(List.of(stranger(), stranger()));
        List<Sent> sent = new ArrayList<>();
        refuse(refused);
        try {
            for (int n = 1 + generated.nextInt(80); n > 0; n--) {
                Writer writer = writers.get(generated.nextInt(MEMBERS));
                Fate fate = generated.nextInt(5) > 0
                        ? Fate.ACCEPTED
                        : Fate.values()[generated.nextInt(Fate.values().length)];
                Address to = fate == Fate.REFUSED_BY_DATABASE
                        ? refused.get(generated.nextInt(2))
                        : peers.get(generated.nextInt(peers.size()));
                UUID identity = fate == Fate.NOT_OWN
                        ? writers.get((writers.indexOf(writer) + 1) % MEMBERS).identity()
                        : writer.identity();
                String content = n + (fate == Fate.TOO_LARGE ? LONG : "");
                Optional<Named> named =
                        generated.nextBoolean() ? Optional.of(named(writer, "key " + n, content)) : Optional.empty();
                sent.add(new Sent(writer, fate, content, to, send(writer, identity, to, content, named)));
            }
            for (Sent each : sent) {
                assertFate(each);
            }
        } finally {
            sql("alter table messages.message drop constraint generated_bad");
        }
        for (Writer writer : writers) {
            assertKept(writer, sent);
        }
    }

    private static void assertFate(Sent sent) throws InterruptedException {
        try {
            assertThat(sent.answer().get().json()).as("%s", sent.fate()).isEqualTo(sent.content());
            assertThat(sent.fate()).isEqualTo(Fate.ACCEPTED);
        } catch (ExecutionException e) {
            assertThat(e.getCause())
                    .isInstanceOf(
                            switch (sent.fate()) {
                                case ACCEPTED -> AssertionError.class;
                                case TOO_LARGE -> RuleBroken.class;
                                case NOT_OWN -> UnknownObject.class;
                                case REFUSED_BY_DATABASE -> IllegalStateException.class;
                            });
        }
    }

    /** All of the member's, in both directions, is there once, and what is counted of it is right. */
    private void assertKept(Writer writer, List<Sent> sent) throws SQLException {
        List<Sent> accepted =
                sent.stream().filter(each -> each.fate() == Fate.ACCEPTED).toList();
        List<String> written = accepted.stream()
                .filter(each -> each.writer().equals(writer))
                .map(Sent::content)
                .toList();
        List<String> received = accepted.stream()
                .filter(each -> each.to().equals(writer.address()))
                .map(Sent::content)
                .toList();
        assertThat(contents(writer, "out")).containsExactlyInAnyOrderElementsOf(written);
        assertThat(contents(writer, "in")).containsExactlyInAnyOrderElementsOf(received);
        String account = "'" + writer.member().account + "'";
        assertThat(text("select stored_messages || ' ' || (stored_bytes = (select coalesce(sum(kept_length), 0) from"
                        + " messages.message where account = " + account + ")) from messages.account where id = "
                        + account))
                .isEqualTo(written.size() + received.size() + " true");
        assertThat(text(
                        "select count(*) = max(sequence) and max(sequence) = (select event_sequence from messages.account"
                                + " where id = " + account + ") from messages.event_log where account = " + account))
                .isIn("t", null);
        assertThat(text("select count(*) from messages.message_trace where code = 'accepted' and account = " + account))
                .isEqualTo("" + written.size());
        assertThat(text("select count(*) from messages.message m where account = " + account + " and direction = 'out'"
                        + " and (state = 'delivered') <> exists (select 1 from messages.message i where i.hash = m.hash"
                        + " and i.direction = 'in')"))
                .isEqualTo("0");
        assertThat(text("select count(*) from messages.message m where account = " + account
                        + " and direction = 'out' and state <> 'delivered' and not exists (select 1 from messages.delivery d"
                        + " where d.account = m.account and d.message = m.id)"))
                .isEqualTo("0");
    }

    /** Many repetitions at once are one message, and a key that stands for another request is refused. */
    @Test
    void aKeyThatComesOftenInOneBatchIsOneMessage() throws Exception {
        Writer writer = writers(1).getFirst();
        Address to = stranger();
        List<Future<Answer>> same = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
            same.add(send(writer, writer.identity(), to, "once", Optional.of(named(writer, "the key", "once"))));
        }
        for (Future<Answer> answer : same) {
            assertThat(answer.get().json()).isEqualTo("once");
        }
        assertThat(contents(writer, "out")).containsExactly("once");

        Future<Answer> other =
                send(writer, writer.identity(), to, "other", Optional.of(named(writer, "the key", "other")));
        assertThat(other)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(KeyReused.class);
    }

    /** A write that was refused has not used its key. */
    @Test
    void aRefusedMessageLeavesItsKeyFree() throws Exception {
        Writer writer = writers(1).getFirst();
        Address to = stranger();
        assertThat(send(writer, writer.identity(), to, LONG, Optional.of(named(writer, "key", LONG))))
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(RuleBroken.class);
        assertThat(send(writer, writer.identity(), to, "short", Optional.of(named(writer, "key", "short")))
                        .get()
                        .json())
                .isEqualTo("short");
    }

    /** The quota counts what is accepted in the same commit. */
    @Test
    void aQuotaHoldsWithinABatch() throws Exception {
        Writer writer = writers(1).getFirst();
        sql("update messages.account set message_quota = 5 where id = '" + writer.member().account + "'");
        Address to = stranger();
        List<Future<Answer>> all = IntStream.range(0, 20)
                .mapToObj(n -> send(writer, writer.identity(), to, "message " + n, Optional.empty()))
                .toList();
        int accepted = 0;
        for (Future<Answer> one : all) {
            try {
                one.get();
                accepted++;
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(RuleBroken.class);
            }
        }
        assertThat(accepted).isEqualTo(5);
    }

    /** What waits has a bound: past it a message is refused at once, and those that wait are accepted when they can be. */
    @Test
    void pastTheQueueAMessageIsRefused() throws Exception {
        Writer writer = writers(1).getFirst();
        Address to = stranger();
        int waiting = 1_000 + 2 * 128;
        List<Future<Answer>> all = new ArrayList<>();
        try (Connection other = data.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select 1 from messages.account where id = '" + writer.member().account + "' for update");
            for (int n = 0; n < waiting; n++) {
                all.add(send(writer, writer.identity(), to, "message " + n, Optional.empty()));
            }
            await().atMost(PATIENCE).until(() -> all.stream().anyMatch(Future::isDone));
            other.rollback();
        }
        int accepted = 0;
        int refused = 0;
        for (Future<Answer> one : all) {
            try {
                one.get();
                accepted++;
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(StoreUnavailable.class);
                refused++;
            }
        }
        assertThat(refused).isPositive();
        assertThat(text("select count(*) from messages.message where account = '" + writer.member().account + "'"))
                .isEqualTo("" + accepted);
    }

    /** Under load there is a commit for twenty messages at most, those included that bring them on their way. */
    @Test
    void manyMessagesShareTheirCommits() throws Exception {
        List<Writer> writers = writers(8);
        int each = 100;
        send(writers, each);
        long before = commits();
        send(writers, each);
        double commits = (commits() - before) / (double) (writers.size() * each);

        assertThat(commits).isLessThanOrEqualTo(1 / 20.0);
    }

    private void send(List<Writer> writers, int each) throws Exception {
        List<Future<Answer>> all = new ArrayList<>();
        for (int n = 0; n < each; n++) {
            for (int w = 0; w < writers.size(); w++) {
                Writer writer = writers.get(w);
                Address to = writers.get((w + 1) % writers.size()).address();
                all.add(send(writer, writer.identity(), to, "message " + n, Optional.empty()));
            }
        }
        for (Future<Answer> one : all) {
            one.get();
        }
    }

    private Future<Answer> send(Writer writer, UUID identity, Address to, String content, Optional<Named> named) {
        Draft draft = new Draft(
                to, new byte[0], content.getBytes(StandardCharsets.UTF_8), MessageFields.NONE, Method.AUTO, false);
        return threads.submit(() -> queue.accept(
                new Writing(writer.member().account, identity, draft), named, _ -> new Answer(202, content)));
    }

    private static Named named(Writer writer, String key, String content) {
        return new Named(writer.member().account, key, content.getBytes(StandardCharsets.UTF_8));
    }

    private List<Writer> writers(int count) {
        List<Writer> writers = IntStream.range(0, count)
                .mapToObj(n -> {
                    Member member = new Member();
                    return new Writer(member, member.identity("Writer"));
                })
                .toList();
        made.addAll(writers);
        return writers;
    }

    private Address stranger() {
        byte[] bytes = new byte[Address.LENGTH];
        random.nextBytes(bytes);
        return Address.of(bytes);
    }

    private void refuse(List<Address> peers) throws SQLException {
        String listed = peers.stream().map(peer -> "'\\x" + peer + "'::bytea").collect(Collectors.joining(","));
        sql("alter table messages.message add constraint generated_bad check (peer <> all (array[" + listed
                + "]::bytea[])) not valid");
    }

    private static List<String> contents(Writer writer, String direction) {
        return writer.member()
                .get(writer.own().path("/messages?limit=200&direction=" + direction))
                .<List<String>>path("items.content");
    }

    private long commits() throws SQLException {
        return Long.parseLong(text("select pg_snapshot_xmax(pg_current_snapshot())::text"));
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
