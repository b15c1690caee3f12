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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.message.store.Journal;
import weft.message.store.Journal.Outcome;
import weft.message.store.sql.Database;
import weft.reticulum.Address;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.test.TestDatabase;

/** How many received messages are decided at a time. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class JournalBoundsTest {

    private static final int BATCH = 256;
    private static final int ARRIVALS = 3 * BATCH + 4;

    @Inject
    Database database;

    @Inject
    Journal journal;

    @Inject
    @DataSource("messages")
    AgroalDataSource data;

    private final Member member = new Member();
    private final PrivateIdentity sender = PrivateIdentity.generate(new SecureRandom()::nextBytes);

    /** A batch is decided in one transaction, whose time stands in its rows. */
    @Test
    void noMoreThanABatchIsDecidedAtATimeAndTheOthersWaitInTheJournal() throws SQLException {
        Member.Own own = member.identity("Recipient");
        List<Journal.Arrival> arrivals = new ArrayList<>();
        for (int n = 0; n < ARRIVALS; n++) {
            arrivals.add(arrival(own, "message " + n));
        }

        assertThat(database.<List<Outcome>>transact(transaction -> journal.write(transaction, arrivals, ARRIVALS)))
                .containsOnly(Outcome.WRITTEN);

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        decidedTogether().stream().mapToInt(n -> n).sum())
                .isEqualTo(ARRIVALS));
        assertThat(decidedTogether()).allMatch(together -> together <= BATCH).contains(BATCH);
    }

    private List<Integer> decidedTogether() throws SQLException {
        List<Integer> sizes = new ArrayList<>();
        try (Connection connection = data.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from messages.inbox_journal where account = '"
                        + member.account + "' and decided_at is not null group by decided_at")) {
            while (rows.next()) {
                sizes.add(rows.getInt(1));
            }
        }
        return sizes;
    }

    private Journal.Arrival arrival(Member.Own own, String content) {
        byte[] packed = Message.sign(
                        sender,
                        Address.parse(own.address()),
                        Instant.now().getEpochSecond(),
                        new byte[0],
                        content.getBytes(StandardCharsets.UTF_8),
                        MessageFields.NONE)
                .packed();
        return member.arrival(own, packed);
    }
}
