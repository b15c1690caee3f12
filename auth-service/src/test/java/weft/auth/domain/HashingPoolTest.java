package weft.auth.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.auth.domain.HashingPool.Lane;
import weft.auth.domain.HashingPool.Place;

@Timeout(60)
class HashingPoolTest {

    private static final int THREADS = 2;
    private static final int QUEUE = 8;

    private final CountDownLatch gate = new CountDownLatch(1);

    @Test
    void aStrangerPastThePlacesIsRefusedAndCountedUntilThereIsRoom() {
        try (HashingPool pool = new HashingPool(THREADS, QUEUE)) {
            List<Place> places = new ArrayList<>();
            List<CompletableFuture<Integer>> taken = new ArrayList<>();
            for (int i = 0; i < THREADS + QUEUE; i++) {
                int number = i;
                places.add(pool.enter(Lane.STRANGER, null).orElseThrow());
                taken.add(places.getLast().run(() -> afterTheGate(number)));
            }
            assertThat(pool.refused(Lane.STRANGER)).isZero();

            assertThat(pool.enter(Lane.STRANGER, null)).isEmpty();
            assertThat(pool.turnsAway(Lane.STRANGER)).isTrue();

            assertThat(pool.refused(Lane.STRANGER)).isEqualTo(2);
            assertThat(pool.taken(Lane.STRANGER)).isEqualTo(THREADS + QUEUE).isEqualTo(pool.bound());
            gate.countDown();
            for (int i = 0; i < taken.size(); i++) {
                assertThat(taken.get(i).join()).isEqualTo(i);
                places.get(i).close();
            }
            assertThat(pool.turnsAway(Lane.STRANGER)).isFalse();
            assertThat(pool.taken(Lane.STRANGER)).isZero();
            assertThat(pool.enter(Lane.STRANGER, null)).isPresent();
        }
    }

    @Test
    void strangersNeitherTakeThePlacesOfThoseWhoAreKnownNorGoBeforeThem() {
        try (HashingPool pool = new HashingPool(1, QUEUE)) {
            List<String> order = Collections.synchronizedList(new ArrayList<>());
            List<CompletableFuture<Boolean>> all = new ArrayList<>();
            for (int i = 0; i <= QUEUE; i++) {
                all.add(run(pool, Lane.STRANGER, "stranger", order));
            }
            assertThat(pool.enter(Lane.STRANGER, null)).isEmpty();

            all.add(run(pool, Lane.KNOWN, "first known", order));
            all.add(run(pool, Lane.KNOWN, "second known", order));

            assertThat(pool.refused(Lane.KNOWN)).isZero();
            gate.countDown();
            all.forEach(CompletableFuture::join);
            assertThat(order).startsWith("stranger", "first known", "second known", "stranger");
        }
    }

    @Test
    void oneAccountHoldsOnlySoManyOfThePlacesOfThoseWhoAreKnown() {
        try (HashingPool pool = new HashingPool(THREADS, QUEUE)) {
            List<Place> mine = new ArrayList<>();
            for (int i = 0; i < HashingPool.PER_ACCOUNT; i++) {
                mine.add(pool.enter(Lane.KNOWN, "one").orElseThrow());
            }

            assertThat(pool.enter(Lane.KNOWN, "one")).isEmpty();
            assertThat(pool.refused(Lane.KNOWN)).isOne();
            assertThat(pool.enter(Lane.KNOWN, "other")).isPresent();

            mine.getFirst().close();
            mine.getFirst().close();
            assertThat(pool.enter(Lane.KNOWN, "one")).isPresent();
            assertThat(pool.enter(Lane.KNOWN, "one")).isEmpty();
        }
    }

    @Test
    void workOfAPlaceThatWasLeftIsNotBegunAndHoldsThePlaceUntilItsTurn() throws InterruptedException {
        try (HashingPool pool = new HashingPool(1, QUEUE)) {
            CountDownLatch begun = new CountDownLatch(1);
            Place busy = pool.enter(Lane.STRANGER, null).orElseThrow();
            CompletableFuture<Integer> running = busy.run(() -> {
                begun.countDown();
                return afterTheGate(1);
            });
            Place left = pool.enter(Lane.STRANGER, null).orElseThrow();
            CompletableFuture<Integer> forNobody = left.run(() -> 2);
            begun.await();

            left.close();
            busy.close();

            assertThat(pool.taken(Lane.STRANGER)).isEqualTo(2);
            gate.countDown();
            assertThat(running.join()).isOne();
            assertThatThrownBy(forNobody::join).isInstanceOf(CancellationException.class);
            assertThat(pool.taken(Lane.STRANGER)).isZero();
        }
    }

    private CompletableFuture<Boolean> run(HashingPool pool, Lane lane, String name, List<String> order) {
        return pool.enter(lane, null).orElseThrow().run(() -> {
            afterTheGate(0);
            return order.add(name);
        });
    }

    private int afterTheGate(int number) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return number;
    }
}
