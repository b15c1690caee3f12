package weft.message.store.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weft.service.vault.UnreadableSeal;

/** Whatever goes in comes out, and what repeats itself is kept in few bytes. */
class CompressionTest {

    @Test
    void everyValueComesBack() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] plain = new byte[random.nextInt(i < 1_900 ? 2_000 : 200_000)];
            random.nextBytes(plain);
            // From nothing that repeats itself to nothing else.
            int noise = random.nextInt(plain.length + 1);
            Arrays.fill(plain, noise, plain.length, (byte) i);

            byte[] kept = Compression.compress(plain);

            assertThat(kept.length == plain.length || kept.length <= plain.length - plain.length / 8)
                    .isTrue();
            assertThat(Compression.restore(kept, plain.length)).isEqualTo(plain);
        }
    }

    @Test
    void aMillionTimesTheSameIsKeptInAFewThousandBytes() {
        assertThat(Compression.compress(new byte[1_000_000])).hasSizeLessThan(6_000);
    }

    @Test
    void whatDoesNotMakeTheLengthIsUnreadable() {
        byte[] kept = Compression.compress(new byte[10_000]);

        assertThatThrownBy(() -> Compression.restore(kept, 9_999)).isInstanceOf(UnreadableSeal.class);
        assertThatThrownBy(() -> Compression.restore(kept, 10_001)).isInstanceOf(UnreadableSeal.class);
        assertThatThrownBy(() -> Compression.restore(new byte[] {7, 7, 7}, 10_000))
                .isInstanceOf(UnreadableSeal.class);
        // Of a damaged row: before anything is made room for.
        for (int length : new int[] {-1, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> Compression.restore(kept, length)).isInstanceOf(UnreadableSeal.class);
        }
    }
}
