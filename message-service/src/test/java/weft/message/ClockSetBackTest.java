package weft.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import weft.service.test.TestDatabase;

/** What was to be done at a time that is tomorrow now, because the clock was set back by a day. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ClockSetBackTest {

    @Inject
    @DataSource("messages")
    AgroalDataSource database;

    @Test
    void aMessageThatWaitsForItsNextAttemptDoesNotWaitADay() throws SQLException {
        Member member = new Member();
        var identity = member.identity("Member");
        member.post(identity.path("/messages"), Map.of("to", "ab".repeat(16), "content", "soon"))
                .then()
                .statusCode(202);
        String mine = " where account = '" + member.account + "'";
        awaitOne("select 1 from messages.delivery" + mine + " and claimed_epoch is not null");

        try (var connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("update messages.delivery set claimed_epoch = null,"
                            + " next_attempt = now() + interval '1 day'" + mine))
                    .isOne();
        }

        awaitOne("select 1 from messages.delivery" + mine + " and claimed_epoch is not null");
    }

    private void awaitOne(String query) {
        Awaitility.await(query).atMost(Duration.ofSeconds(30)).until(() -> {
            try (var connection = database.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                return rows.next();
            }
        });
    }
}
