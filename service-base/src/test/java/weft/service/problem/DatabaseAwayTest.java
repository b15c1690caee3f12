package weft.service.problem;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Response;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures that callers are told to wait out: the database dies, recovers or can't be reached. */
class DatabaseAwayTest {

    /** Named and worded as the database client's own, which is not on this module's path. */
    private static final class PgException extends RuntimeException {
        private static final long serialVersionUID = 1;

        PgException(String message) {
            super(message);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FATAL: terminating connection due to administrator command (57P01)",
                "WARNING: terminating connection because of crash of another server process (57P02)",
                "FATAL: the database system is starting up (57P03)",
                "FATAL: sorry, too many clients already (53300)"
            })
    void oneThatSaysSoIsAwayForAMoment(String message) {
        assertThat(ProblemMapper.databaseIsAway(new PgException(message))).isTrue();
        String state = message.substring(message.length() - 6, message.length() - 1);
        assertThat(ProblemMapper.databaseIsAway(new SQLException(message, state)))
                .as("as Hibernate hands it on")
                .isTrue();
    }

    @Test
    void soIsOneThatDoesNotAnswer() {
        assertThat(ProblemMapper.databaseIsAway(new ConnectException("Connection refused")))
                .isTrue();
    }

    @Test
    void aRefusedStatementIsAFaultOfTheNode() {
        assertThat(ProblemMapper.databaseIsAway(new PgException("ERROR: syntax error at or near \"(57P03)\" (42601)")))
                .isFalse();
    }

    @Test
    void whatHangsOnSomethingThatIsDeletedMeanwhileIsAConflictAndNoFault() {
        String message = "ERROR: insert or update on table \"label\" violates foreign key constraint (23503)";
        for (Exception said : List.of(new PgException(message), new SQLException(message, "23503"))) {
            Response answer = new ProblemMapper().unforeseen(new IllegalStateException("refused", said));

            assertThat(answer.getStatus()).isEqualTo(409);
            assertThat(((Problem) answer.getEntity()).type()).isEqualTo("urn:weft:problem:changed-meanwhile");
        }
    }

    @Test
    void aTextThatItCanNotHoldIsAFaultOfTheRequest() {
        for (String state : List.of("22021", "22P05")) {
            Response answer = new ProblemMapper()
                    .unforeseen(new IllegalStateException(
                            "the database refused a statement",
                            new PgException(
                                    "ERROR: invalid byte sequence for encoding \"UTF8\": 0x00 (" + state + ")")));
            assertThat(answer.getStatus()).isEqualTo(400);
        }
    }
}
