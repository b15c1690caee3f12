package weft.reticulum.router.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DuplicateFilterTest {

    @Property(tries = 100)
    void remembersTheLastGenerationAndForgetsTheOneBeforeIt(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 3000) int bound) {
        Random random = new Random(seed);
        DuplicateFilter filter = new DuplicateFilter(bound, seed);
        List<long[]> added = new ArrayList<>();
        for (int i = 0; i < 3 * bound + 1; i++) {
            long[] key = {random.nextLong(), random.nextLong()};
            assertThat(filter.add(key[0], key[1])).isTrue();
            assertThat(filter.add(key[0], key[1])).isFalse();
            added.add(key);
            assertThat(filter.size()).isLessThanOrEqualTo(2 * bound);
        }
        for (int i = added.size() - bound; i < added.size(); i++) {
            assertThat(filter.contains(added.get(i)[0], added.get(i)[1])).isTrue();
        }
        for (int i = 0; i < bound; i++) {
            assertThat(filter.contains(added.get(i)[0], added.get(i)[1])).isFalse();
        }
    }

    @Test
    void takesAHashOfZeros() {
        DuplicateFilter filter = new DuplicateFilter(8, 3);
        assertThat(filter.contains(0, 0)).isFalse();
        assertThat(filter.add(0, 0)).isTrue();
        assertThat(filter.contains(0, 0)).isTrue();
    }
}
