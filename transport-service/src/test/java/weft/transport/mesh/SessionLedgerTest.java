package weft.transport.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
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
            ledger.begin(START + session);
        }
        assertThat(ledger.waitMillis(START + 10)).isEqualTo(SessionLedger.WINDOW_MILLIS - 10);
        assertThat(ledger.waitMillis(START + SessionLedger.WINDOW_MILLIS)).isZero();
    }

    /** Twenty seconds of a hub that takes connections and drops them used up all four. */
    @Test
    void thePausesAfterShortSessionsGrow() {
        long now = START;
        for (long pause : SessionLedger.PAUSES.subList(0, SessionLedger.ALLOWED - 1)) {
            assertThat(open().waitMillis(now)).isZero();
            open().begin(now);
            long wait = open().waitMillis(now);
            assertThat(wait).isBetween(pause, pause + pause / 4);
            assertThat(open().waitMillis(now + wait / 2)).isEqualTo(wait - wait / 2);
            now += wait;
        }
        open().begin(now);
        assertThat(open().waitMillis(now)).isEqualTo(START + SessionLedger.WINDOW_MILLIS - now);
        now += SessionLedger.WINDOW_MILLIS;
        open().begin(now);
        // The others were forgotten.
        assertThat(open().waitMillis(now)).isBetween(5_000L, 6_250L);
    }

    @Test
    void aSessionThatLastsAfterShortOnesIsFollowedByTheirPauseOnlyFromThem() {
        SessionLedger ledger = open();
        ledger.begin(START);
        ledger.begin(START + 10_000);
        long after = START + 100_000;
        ledger.begin(after);
        ledger.outlived(after);
        assertThat(ledger.waitMillis(after + SessionLedger.SHORT_MILLIS)).isZero();
    }

    @Test
    void whoWasDroppedTogetherDoesNotComeBackTogether() {
        Set<Long> waits = new HashSet<>();
        for (int hub = 0; hub < 20; hub++) {
            SessionLedger ledger = SessionLedger.open(directory, "hub.example", hub);
            ledger.begin(START);
            waits.add(ledger.waitMillis(START));
        }
        assertThat(waits).hasSizeGreaterThan(15);
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
        assertThat(open().waitMillis(START + 10)).isGreaterThan(SessionLedger.WINDOW_MILLIS / 2);
    }

    @Test
    void unreadableLinesAreSkipped() throws IOException {
        open().begin(START);
        Path file = directory.resolve("hub.example-4242.sessions");
        Files.writeString(file, "\nnot a number\n99999999999999999999\n" + START + "\n");
        assertThat(open().waitMillis(START + 1)).isBetween(4_000L, 6_250L);
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
        // What is left of a truncated one may still count.
        assertThat(ledger.waitMillis(START + 10)).isLessThan(SessionLedger.WINDOW_MILLIS / 2);
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
