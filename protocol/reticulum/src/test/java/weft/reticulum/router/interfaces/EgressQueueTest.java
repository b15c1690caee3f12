package weft.reticulum.router.interfaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EgressQueueTest {

    @Test
    void servesFlowsFairlyWhateverTheySend() {
        EgressQueue queue = new EgressQueue(() -> 10_000, () -> 10_000_000);
        for (int i = 0; i < 400; i++) {
            offer(queue, "large", 1400);
            offer(queue, "small", 100);
            offer(queue, "medium", 500);
        }
        queue.refill(120_000);
        Map<Integer, Integer> bytes = new HashMap<>();
        for (EgressQueue.Waiting next = queue.poll(); next != null; next = queue.poll()) {
            bytes.merge(next.packet().length, next.packet().length, Integer::sum);
        }
        assertThat(bytes.get(1400)).isBetween(38_000, 42_000);
        assertThat(bytes.get(500)).isBetween(38_000, 42_000);
        // Its 400 packets are all gone: it never used its share up.
        assertThat(bytes.get(100)).isBetween(38_000, 40_000);
    }

    @Test
    void whoSendsMostLosesFirst() {
        EgressQueue queue = new EgressQueue(() -> 10, () -> 1_000_000);
        for (int i = 0; i < 9; i++) {
            offer(queue, "greedy", 100);
        }
        offer(queue, "modest", 100);
        assertThat(queue.shed()).isNull();
        offer(queue, "newcomer", 50);
        assertThat(queue.shed().packet()).hasSize(100);
        assertThat(queue.shed()).isNull();
        assertThat(queue.packets()).isEqualTo(10);
        assertThat(queue.bytes()).isEqualTo(8 * 100 + 100 + 50);
    }

    @Test
    void shedsUntilThereIsRoomInBytesToo() {
        EgressQueue queue = new EgressQueue(() -> 100, () -> 1000);
        for (int i = 0; i < 10; i++) {
            offer(queue, "a", 100);
        }
        offer(queue, "b", 900);
        int shed = 0;
        while (queue.shed() != null) {
            shed++;
        }
        assertThat(queue.bytes()).isLessThanOrEqualTo(1000);
        assertThat(shed).isBetween(1, 9);
    }

    @Test
    void overdrawsItsBudgetOnceAndThenWaits() {
        EgressQueue queue = new EgressQueue(() -> 100, () -> 100_000);
        offer(queue, "a", 400);
        offer(queue, "a", 400);
        assertThat(queue.poll()).isNull();
        queue.refill(1);
        assertThat(queue.poll()).isNotNull();
        assertThat(queue.poll()).isNull();
        queue.refill(Long.MAX_VALUE);
        assertThat(queue.poll()).isNotNull();
        assertThat(queue.isOpen()).isTrue();
    }

    private static void offer(EgressQueue queue, Object flow, int size) {
        queue.offer(flow, new byte[size], 0, size, null);
    }
}
