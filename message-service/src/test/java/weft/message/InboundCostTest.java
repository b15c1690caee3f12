package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.message.hosting.JournalWriter;
import weft.message.store.Journal.Arrival;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.test.TestDatabase;

/**
 * What a received message of 200 bytes costs, from its arrival to its place in the list, where many come at once. The figures are
 * in the log of the test, and those of ADR 36 are from there.
 */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class InboundCostTest {

    private static final Logger LOG = Logger.getLogger(InboundCostTest.class);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TOGETHER = 400;
    private static final int SENDERS = 10;
    private static final int WARMING_UP = 5;
    private static final int MEASURED = 10;
    private static final String CONTENT = "x".repeat(200);

    @Inject
    JournalWriter writer;

    @Inject
    @DataSource("messages")
    AgroalDataSource data;

    /** Strangers, of whom one alone has not the room for all. */
    private final List<PrivateIdentity> senders = IntStream.range(0, SENDERS)
            .mapToObj(n -> PrivateIdentity.generate(new SecureRandom()::nextBytes))
            .toList();

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void manyMessagesShareTheirCommits(int accounts) throws SQLException, IOException {
        List<Member> members =
                IntStream.range(0, accounts).mapToObj(n -> new Member()).toList();
        List<Member.Own> owns =
                members.stream().map(member -> member.identity("Recipient")).toList();
        List<List<Arrival>> rounds = new ArrayList<>();
        for (int round = 0; round < WARMING_UP + MEASURED; round++) {
            List<Arrival> arrivals = new ArrayList<>();
            for (int n = 0; n < TOGETHER; n++) {
                int to = n % accounts;
                PrivateIdentity sender = senders.get(n % SENDERS);
                arrivals.add(members.get(to).arrival(owns.get(to), sender, round + " " + n + CONTENT));
            }
            rounds.add(arrivals);
        }
        for (int round = 0; round < WARMING_UP; round++) {
            receive(rounds.get(round));
        }

        Spent before = spent();
        for (int round = WARMING_UP; round < rounds.size(); round++) {
            receive(rounds.get(round));
        }
        Spent after = spent();

        double messages = TOGETHER * MEASURED;
        double commits = (after.commits() - before.commits()) / messages;
        LOG.infof(
                "received by %d accounts: %.3f commits, %.0f µs of the process and %.0f µs of the database for each message",
                accounts,
                commits,
                (after.process() - before.process()) / 1e3 / messages,
                (after.database() - before.database()) / 1e3 / messages);
        assertThat(commits).isLessThanOrEqualTo(1 / 20.0);
    }

    private void receive(List<Arrival> arrivals) throws SQLException {
        AtomicInteger onDisk = new AtomicInteger();
        arrivals.forEach(arrival -> writer.write(arrival, onDisk::incrementAndGet));
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> onDisk.get() == arrivals.size()
                        && number("select count(*) from messages.inbox_journal where decided_at is null") == 0);
    }

    /**
     * What was spent until now.
     *
     * @param commits transactions that wrote
     * @param process nanoseconds of processors in this process
     * @param database likewise in all of the database
     */
    private record Spent(long commits, long process, long database) {}

    private Spent spent() throws SQLException, IOException {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Spent(
                number("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint"),
                system.getProcessCpuTime(),
                database());
    }

    /** The postmaster, those it has waited for, and its children. */
    private long database() throws SQLException, IOException {
        long postmaster = number("select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint");
        long ticks = ticks(postmaster, 11, 12, 13, 14);
        for (ProcessHandle child :
                ProcessHandle.of(postmaster).orElseThrow().children().toList()) {
            ticks += ticks(child.pid(), 11, 12);
        }
        // In hundredths of a second, as Linux shows them.
        return ticks * 10_000_000;
    }

    private static long ticks(long process, int... fields) throws IOException {
        String line = Files.readString(Path.of("/proc/" + process + "/stat"));
        String[] all = line.substring(line.lastIndexOf(')') + 2).split(" ");
        return IntStream.of(fields)
                .mapToLong(field -> Long.parseLong(all[field]))
                .sum();
    }

    private long number(String query) throws SQLException {
        try (Connection connection = data.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
