package weft.auth.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HashingPoolTest {

    private static final int THREADS = 2;
    private static final int QUEUE = 8;

    private final CountDownLatch gate = new CountDownLatch(1);

    @Test
    void aHashPastTheQueueIsRefusedAndCountedUntilThereIsRoom() {
        try (HashingPool pool = new HashingPool(THREADS, QUEUE)) {
            List<CompletableFuture<Integer>> taken = new ArrayList<>();
            for (int i = 0; i < THREADS + QUEUE; i++) {
                int number = i;
                taken.add(pool.run(() -> afterTheGate(number)));
            }
            assertThat(pool.refused()).isZero();

            CompletableFuture<Integer> refused = pool.run(() -> -1);

            assertThatThrownBy(refused::join).hasCauseInstanceOf(HashingPool.Full.class);
            assertThat(pool.refused()).isOne();
            assertThat(pool.waiting()).isEqualTo(QUEUE).isEqualTo(pool.bound());
            gate.countDown();
            for (int i = 0; i < taken.size(); i++) {
                assertThat(taken.get(i).join()).isEqualTo(i);
            }
            assertThat(pool.run(() -> 1).join()).isOne();
        }
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
