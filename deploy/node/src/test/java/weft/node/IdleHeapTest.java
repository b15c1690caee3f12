package weft.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdleHeapTest {

    private static final long MEGABYTE = 1 << 20;

    private final IdleHeap heap = new IdleHeap(40 * MEGABYTE);

    @Test
    void aHeapThatHasGrownIsCollectedWhenTheBusyTimeIsOver() {
        assertThat(heap.isWorth(500, 256 * MEGABYTE)).as("busy").isFalse();
        assertThat(heap.isWorth(900, 256 * MEGABYTE)).as("still busy").isFalse();
        assertThat(heap.isWorth(902, 256 * MEGABYTE)).as("idle").isTrue();
    }

    @Test
    void oneThatHasNotIsLeftAlone() {
        assertThat(heap.isWorth(0, 40 * MEGABYTE)).isFalse();
        assertThat(heap.isWorth(1, 100 * MEGABYTE)).isFalse();
    }
}
