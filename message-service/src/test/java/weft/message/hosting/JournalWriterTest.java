package weft.message.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.message.config.CrashPoint;
import weft.message.config.MessageSettings;
import weft.message.delivery.FullMailboxes;
import weft.message.domain.Method;
import weft.message.domain.StoredMessage.Reception;
import weft.message.store.Accounts;
import weft.message.store.Journal;
import weft.message.store.Wakeups;
import weft.message.store.sql.Transaction;
import weft.reticulum.crypto.Hashes;
import weft.service.health.StorageRoom;
import weft.service.quarantine.Quarantines;

/** The bounds of what waits for the journal, while the database takes nothing. */
@Timeout(60)
class JournalWriterTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int FIRST = -1;
    private static final MessageSettings CONFIG = new SmallRyeConfigBuilder()
            .withMapping(MessageSettings.class)
            .withDefaultValue("weft.message.master-key-file", "unused")
            .build()
            .getConfigMapping(MessageSettings.class);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final StalledDatabase database = new StalledDatabase();
    private final UUID full = UUID.randomUUID();
    private final UUID withoutRoom = UUID.randomUUID();
    private final FullMailboxes fullMailboxes = new FullMailboxes(
            flowing(),
            new Accounts(null) {
                @Override
                public List<UUID> full(Transaction transaction, long messages, long bytes) {
                    return List.of(withoutRoom);
                }
            },
            CONFIG,
            metrics);
    private final StorageRoom storage = new StorageRoom();
    private final JournalWriter writer = new JournalWriter(
            database,
            new JournalOnPaper(),
            new Wakeups(),
            new CrashPoint(Optional.empty()),
            fullMailboxes,
            storage,
            CONFIG,
            () -> 1_000,
            new Quarantines(metrics),
            metrics);
    private final List<Integer> acknowledged = Collections.synchronizedList(new ArrayList<>());

    /** Answers as the journal does, without a table: one account has reached its bound. */
    private final class JournalOnPaper extends Journal {
        JournalOnPaper() {
            super(null, null);
        }

        @Override
        public List<Outcome> write(Transaction transaction, List<Arrival> arrivals, int bound) {
            return arrivals.stream()
                    .map(arrival -> arrival.account().equals(full) ? Outcome.FULL : Outcome.WRITTEN)
                    .toList();
        }
    }

    @BeforeEach
    void stall() throws InterruptedException {
        write(FIRST, 1);
        database.awaitStall();
    }

    @AfterEach
    void stop() {
        database.goOn();
        writer.stop(new ShutdownEvent());
    }

    @Test
    void anArrivalPastTheQueueIsCountedAndNeverAcknowledged() {
        for (int i = 0; i < JournalWriter.QUEUE; i++) {
            write(i, 1);
        }
        assertThat(refused("queue_full")).isZero();
        write(JournalWriter.QUEUE, 1);

        assertThat(refused("queue_full")).isOne();
        assertThat(metrics.get("weft_journal_queue").gauge().value()).isEqualTo(JournalWriter.QUEUE);
        assertThat(acknowledged).isEmpty();
        database.goOn();
        await().atMost(SOON).until(() -> acknowledged.size() > JournalWriter.QUEUE);
        writer.stop(new ShutdownEvent());
        assertThat(acknowledged)
                .containsExactlyElementsOf(
                        IntStream.range(FIRST, JournalWriter.QUEUE).boxed().toList());
    }

    @Test
    void anArrivalPastTheBytesIsCountedAndASmallerOneStillTaken() {
        int large = 16 << 20;
        int fit = (int) (JournalWriter.MOST_QUEUE_BYTES / large) - 1;
        for (int i = 0; i < fit; i++) {
            write(i, large);
        }
        assertThat(refused("queue_full")).isZero();
        write(fit, large);
        write(fit + 1, 1);

        assertThat(refused("queue_full")).isOne();
        assertThat(metrics.get("weft_journal_queue_bytes").gauge().value())
                .isEqualTo((double) fit * large + 2)
                .isLessThan(JournalWriter.MOST_QUEUE_BYTES);
        database.goOn();
        await().atMost(SOON).until(() -> acknowledged.contains(fit + 1));
        assertThat(acknowledged).doesNotContain(fit);
        await().atMost(SOON)
                .until(() -> metrics.get("weft_journal_queue_bytes").gauge().value() == 0);
    }

    @Test
    void whatWaitsTakesAPartOfTheHeapAndTheLargestMessageAlways() {
        assertThat(JournalWriter.queueBytes(256L << 20, 1_000)).isEqualTo(32L << 20);
        assertThat(JournalWriter.queueBytes(64L << 30, 1_000)).isEqualTo(JournalWriter.MOST_QUEUE_BYTES);
        assertThat(JournalWriter.queueBytes(256L << 20, 60_000)).isEqualTo(60_000_000);
    }

    @Test
    void whatItsMemberHasNoRoomForIsCountedAndOthersAreAcknowledged() {
        writer.write(arrival(full, 1), () -> acknowledged.add(0));
        write(1, 1);

        database.goOn();

        await().atMost(SOON).until(() -> acknowledged.contains(1));
        assertThat(refused("member_bound")).isOne();
        assertThat(acknowledged).containsExactly(FIRST, 1);
    }

    @Test
    void whatIsForAMemberWithoutRoomIsCountedAndOthersAreAcknowledged() {
        fullMailboxes.lookAgain();

        writer.write(arrival(withoutRoom, 1), () -> acknowledged.add(0));
        write(1, 1);
        database.goOn();

        await().atMost(SOON).until(() -> acknowledged.contains(1));
        assertThat(refused("quota")).isOne();
        assertThat(acknowledged).containsExactly(FIRST, 1);
    }

    @Test
    void whileTheDiskIsFullNothingIsTakenAndAfterwardsAllIs() {
        storage.tell(true);
        write(0, 1);
        storage.tell(false);
        write(1, 1);
        database.goOn();

        await().atMost(SOON).until(() -> acknowledged.contains(1));
        assertThat(refused("disk")).isOne();
        assertThat(acknowledged).containsExactly(FIRST, 1);
    }

    private void write(int number, int bytes) {
        writer.write(arrival(UUID.randomUUID(), bytes), () -> acknowledged.add(number));
    }

    private static StalledDatabase flowing() {
        StalledDatabase database = new StalledDatabase();
        database.goOn();
        return database;
    }

    private double refused(String reason) {
        return metrics.get("weft_journal_refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private static Journal.Arrival arrival(UUID account, int bytes) {
        byte[] packed = new byte[bytes];
        return new Journal.Arrival(
                account,
                UUID.randomUUID(),
                0,
                Hashes.sha256(new byte[1]),
                Method.DIRECT,
                Reception.UNKNOWN,
                Optional.empty(),
                Instant.now(),
                packed);
    }
}
