package weft.transport.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.service.test.Damage;

class SessionLedgerTest {

    private static final long START = 1_800_000_000_000L;

    @TempDir
    Path directory;

    @Test
    void fourShortSessionsAreAllowedAndThenTheHubIsLeftAloneForTwelveHours() {
        SessionLedger ledger = open();
        for (int session = 0; session < SessionLedger.ALLOWED; session++) {
            assertThat(ledger.waitMillis(START + session)).isZero();
            ledger.begin(START + session);
        }
        assertThat(ledger.waitMillis(START + 10)).isEqualTo(SessionLedger.WINDOW_MILLIS - 10);
        assertThat(ledger.waitMillis(START + SessionLedger.WINDOW_MILLIS)).isZero();
    }

    @Test
    void aSessionThatLastedDoesNotCount() {
        SessionLedger ledger = open();
        for (int session = 0; session < 20; session++) {
            long begun = START + session * 60_000L;
            ledger.begin(begun);
            ledger.outlived(begun);
        }
        assertThat(ledger.waitMillis(START + 20 * 60_000L)).isZero();
    }

    @Test
    void theCountSurvivesAKilledProcess() {
        for (int session = 0; session < SessionLedger.ALLOWED; session++) {
            open().begin(START + session);
        }
        assertThat(open().waitMillis(START + 10)).isPositive();
    }

    @Test
    void unreadableLinesAreSkipped() throws IOException {
        open().begin(START);
        Path file = directory.resolve("hub.example-4242.sessions");
        Files.writeString(file, "\nnot a number\n99999999999999999999\n" + START + "\n");
        assertThat(open().waitMillis(START + 1)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedLedgerCountsAsEmptyAndIsPutAside(Damage damage) {
        for (int session = 0; session < SessionLedger.ALLOWED; session++) {
            open().begin(START + session);
        }
        Path file = directory.resolve("hub.example-4242.sessions");
        damage.doTo(file);
        SessionLedger ledger = open();
        assertThat(ledger.waitMillis(START + 10)).isZero();
        ledger.begin(START + 10);
        assertThat(Files.isRegularFile(file)).isTrue();
        assertThat(Files.exists(directory.resolve("hub.example-4242.sessions.damaged"), LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(damage != Damage.EMPTY && damage != Damage.TRUNCATED);
    }

    @Test
    void aClockThatJumpedBackDoesNotKeepTheNodeAwayForEver() {
        SessionLedger ledger = open();
        for (int session = 0; session < SessionLedger.ALLOWED; session++) {
            ledger.begin(START + session);
        }
        assertThat(ledger.waitMillis(START - 24 * 3_600_000L)).isZero();
    }

    private SessionLedger open() {
        return SessionLedger.open(directory, "hub.example", 4242);
    }
}
