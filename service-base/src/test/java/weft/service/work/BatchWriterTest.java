package weft.service.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Every row ends once, in its order, whatever fails beside it. */
class BatchWriterTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private static final class Away extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** A database that refuses some rows for good, and is away for a number of attempts now and then. */
    private static final class Database implements BatchWriter.Target<Integer> {
        final List<Integer> written = Collections.synchronizedList(new ArrayList<>());
        final List<Integer> refused = Collections.synchronizedList(new ArrayList<>());
        final List<Integer> lost = Collections.synchronizedList(new ArrayList<>());
        final List<Integer> followed = Collections.synchronizedList(new ArrayList<>());
        final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch gate = new CountDownLatch(1);
        final CountDownLatch reached = new CountDownLatch(1);
        private final Random random;
        private final Set<Integer> bad;
        private final int awayPercent;

        Database(Random random, Set<Integer> bad, int awayPercent) {
            this.random = random;
            this.bad = bad;
            this.awayPercent = awayPercent;
        }

        @Override
        public Runnable write(List<Integer> rows) {
            reached.countDown();
            awaitQuietly(gate);
            sizes.add(rows.size());
            if (random.nextInt(100) < awayPercent) {
                throw new Away();
            }
            if (rows.stream().anyMatch(bad::contains)) {
                throw new IllegalStateException("refused");
            }
            written.addAll(rows);
            return () -> {
                followed.addAll(rows);
                if (random.nextInt(4) == 0) {
                    throw new IllegalStateException("what follows fails");
                }
            };
        }

        @Override
        public boolean passes(RuntimeException failure) {
            return failure instanceof Away;
        }

        @Override
        public void refused(Integer row, RuntimeException why) {
            refused.add(row);
            throw new IllegalStateException("whoever is told fails");
        }

        @Override
        public void lost(List<Integer> rows, RuntimeException why) {
            lost.addAll(rows);
        }
    }

    @Property(tries = 200)
    void nothingIsLostOrWrittenTwiceOrOutOfItsOrder(
            @ForAll long seed,
            @ForAll @IntRange(max = 300) int rows,
            @ForAll @IntRange(min = 1, max = 64) int batch,
            @ForAll @IntRange(max = 100) int badPercent,
            @ForAll @IntRange(max = 60) int awayPercent,
            @ForAll boolean apart) {
        Random random = new Random(seed);
        Set<Integer> bad = some(random, rows, badPercent);
        Database database = new Database(random, bad, awayPercent);
        database.gate.countDown();
        BatchWriter.Bounds bounds = BatchWriter.Bounds.of(rows + 1, batch)
                .again(Duration.ofNanos(1))
                .gathering(Duration.ofMillis(apart ? 0 : 1))
                .paced(Duration.ofNanos(apart ? 100_000 : 0), Duration.ofMillis(1));
        BatchWriter<Integer> writer = new BatchWriter<>("test", bounds, database);

        IntStream.range(0, rows).forEach(row -> assertThat(writer.offer(row)).isTrue());
        // Not ended before all is done: an end gives up what meets the database away.
        await().atMost(LONG)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> database.written.size() + database.refused.size() == rows);
        writer.close(LONG);

        List<Integer> good = IntStream.range(0, rows)
                .filter(row -> !bad.contains(row))
                .boxed()
                .toList();
        assertThat(database.written).isEqualTo(good);
        assertThat(database.followed).isEqualTo(good);
        assertThat(database.refused)
                .isEqualTo(
                        IntStream.range(0, rows).filter(bad::contains).boxed().toList());
        assertThat(database.lost).isEmpty();
        assertThat(database.sizes).allMatch(size -> size <= batch);
    }

    @Example
    void whoeverWaitsForItsRowsWaitsForTheseAloneAndNotLonger() {
        Database database = new Database(new Random(1), Set.of(2), 0);
        BatchWriter<Integer> writer = new BatchWriter<>("test", BatchWriter.Bounds.of(10, 1), database);
        assertThat(writer.awaitWritten(LONG)).isTrue();
        IntStream.range(0, 4).forEach(writer::offer);

        assertThat(writer.awaitWritten(Duration.ofMillis(20))).isFalse();
        database.gate.countDown();

        assertThat(writer.awaitWritten(LONG)).isTrue();
        assertThat(database.written).containsExactly(0, 1, 3);
        assertThat(database.refused).containsExactly(2);
        writer.close(LONG);
    }

    @Property(tries = 200)
    void whereRowsDoNotWaitForTheDatabaseEachStillEndsOnce(
            @ForAll long seed,
            @ForAll @IntRange(max = 300) int rows,
            @ForAll @IntRange(min = 1, max = 64) int batch,
            @ForAll @IntRange(max = 30) int badPercent,
            @ForAll @IntRange(max = 100) int awayPercent,
            @ForAll boolean keeps) {
        Random random = new Random(seed);
        Set<Integer> bad = some(random, rows, badPercent);
        Database database = new Database(random, bad, awayPercent);
        BatchWriter.Bounds bounds = BatchWriter.Bounds.of(rows + 1, batch).again(Duration.ofNanos(1));
        BatchWriter<Integer> writer = new BatchWriter<>("test", keeps ? bounds : bounds.losing(), database);
        IntStream.range(0, rows).forEach(writer::offer);
        Thread ending = Thread.ofVirtual().start(() -> writer.close(LONG));
        database.gate.countDown();
        joinQuietly(ending);

        List<Integer> all = new ArrayList<>(database.written);
        all.addAll(database.refused);
        all.addAll(database.lost);
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, rows).boxed().toList());
        for (List<Integer> each : List.of(database.written, database.refused, database.lost)) {
            assertThat(each).isSorted();
        }
        assertThat(database.followed).isEqualTo(database.written);
        assertThat(database.refused).allMatch(bad::contains);
        assertThat(writer.offer(0)).as("after its end").isFalse();
    }

    /** The search for one bad row among many takes few attempts, not one for each row. */
    @Property(tries = 50)
    void oneBadRowCostsFewAttempts(@ForAll @IntRange(max = 255) int bad) throws InterruptedException {
        Database database = new Database(new Random(1), Set.of(bad), 0);
        BatchWriter<Integer> writer = new BatchWriter<>("test", BatchWriter.Bounds.of(256, 256), database);
        writer.offer(-1);
        database.reached.await();
        IntStream.range(0, 256).forEach(writer::offer);
        database.gate.countDown();
        writer.close(LONG);

        assertThat(database.written).hasSize(256);
        assertThat(database.sizes).hasSize(1 + 1 + 2 * 8);
    }

    @Example
    void aRowPastTheQueueIsNotTakenAndTheGaugesShowTheLongestQueue() throws InterruptedException {
        Database database = new Database(new Random(1), Set.of(), 0);
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        BatchWriter<Integer> writer = new BatchWriter<>("test", BatchWriter.Bounds.of(10, 4), database);
        BatchWriter<Integer> idle = new BatchWriter<>("idle", BatchWriter.Bounds.of(10, 4), database);
        BatchWriter.measure(metrics, "test", List.of(idle, writer));
        writer.offer(0);
        database.reached.await();

        for (int row = 1; row <= 10; row++) {
            assertThat(writer.offer(row)).isTrue();
        }
        assertThat(writer.offer(11)).isFalse();
        assertThat(metrics.get("weft_test_queue").gauge().value()).isEqualTo(10);
        assertThat(metrics.get("weft_test_queue_bound").gauge().value()).isEqualTo(10);

        database.gate.countDown();
        writer.close(LONG);
        idle.close(LONG);
        assertThat(database.written)
                .isEqualTo(IntStream.rangeClosed(0, 10).boxed().toList());
    }

    private static Set<Integer> some(Random random, int rows, int percent) {
        Set<Integer> some = new HashSet<>();
        IntStream.range(0, rows).filter(_ -> random.nextInt(100) < percent).forEach(some::add);
        return some;
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void joinQuietly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
