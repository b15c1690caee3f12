package weft.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WireDirectionTest {

    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final Draws DRAWS = new Draws(1, 2);

    @Test
    void aCleanChannelOnlyDelays() {
        assertThat(arrivals(LinkModel.CLEAN, 100))
                .containsExactlyElementsOf(LongStream.range(0, 100)
                        .map(n -> n * MILLISECOND + 5 * MILLISECOND)
                        .boxed()
                        .toList());
    }

    @Test
    void losesAndDoublesAboutAsOftenAsTold() {
        assertThat(arrivals(LinkModel.CLEAN.withLoss(0.2), 10_000)).hasSizeBetween(7_800, 8_200);
        assertThat(arrivals(LinkModel.CLEAN.withDuplication(0.1), 10_000)).hasSizeBetween(10_850, 11_150);
        assertThat(arrivals(LinkModel.CLEAN.withLoss(1), 100)).isEmpty();
    }

    @Test
    void burstsLosePacketsTogether() {
        LinkModel model = LinkModel.CLEAN.withLoss(0.2).withBurst(10);
        List<Long> arrived = arrivals(model, 10_000);
        assertThat(arrived).hasSizeBetween(7_400, 8_600);
        assertThat(arrived.size() % 10).isZero();
    }

    @Test
    void reorderingLetsLaterPacketsPass() {
        List<Long> arrived = arrivals(LinkModel.CLEAN.withReordering(0.1), 1000);
        List<Long> sorted = arrived.stream().sorted().toList();
        assertThat(arrived).isNotEqualTo(sorted).hasSize(1000);
    }

    @Test
    void aRateSpreadsPacketsAndDropsWhatTheQueueCannotHold() {
        WireDirection direction = new WireDirection(DRAWS, LinkModel.CLEAN.withRate(80_000, 1000));
        List<Long> arrived = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            direction.offer(0, 100, arrived::add);
        }
        assertThat(arrived).hasSize(11).startsWith(15 * MILLISECOND, 25 * MILLISECOND);
        assertThat(direction.lost()).isEqualTo(9);
        assertThat(direction.room(0)).isZero();
        assertThat(direction.room(SECOND)).isEqualTo(1000);
    }

    @Test
    void oneFaultLeavesAllOthersWhereTheyWere() {
        LinkModel model = LinkModel.CLEAN.withLoss(0.1).withLatency(MILLISECOND, 50 * MILLISECOND);
        List<Long> with = arrivals(model.withDuplication(0.3), 1000);
        List<Long> without = arrivals(model, 1000);
        assertThat(with).containsSubsequence(without).hasSizeGreaterThan(without.size());
    }

    @Test
    void silenceIsNotNoticedAndNothingComes() {
        WireDirection direction = new WireDirection(DRAWS, LinkModel.CLEAN);
        List<Long> arrived = new ArrayList<>();
        direction.setUp(false);
        direction.offer(0, 100, arrived::add);
        direction.setUp(true);
        direction.offer(0, 100, arrived::add);
        assertThat(arrived).hasSize(1);
    }

    private static List<Long> arrivals(LinkModel model, int packets) {
        WireDirection direction = new WireDirection(DRAWS, model);
        List<Long> arrivals = new ArrayList<>();
        for (int n = 0; n < packets; n++) {
            direction.offer(n * MILLISECOND, 100, arrivals::add);
        }
        return arrivals;
    }
}
