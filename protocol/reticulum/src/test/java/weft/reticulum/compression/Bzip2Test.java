package weft.reticulum.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.reticulum.Vectors.bytes;
import static weft.reticulum.Vectors.rejectionOf;
import static weft.reticulum.Vectors.valueOf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.reticulum.WireRejection;

class Bzip2Test {

    /** bzip2 -9 of the five bytes "hello". */
    private static final String HELLO =
            "425a68393141592653591931653d00000081000244a000219a68334d07338bb9229c28480c98b29e80";

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, 100_000, 1_048_575})
    void givesBackWhatItCompressed(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        byte[] compressed = Bzip2.compress(content);
        assertThat(valueOf(Bzip2.decompress(compressed, length))).isEqualTo(content);
        assertThat(new String(compressed, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("BZh9");
    }

    @Test
    void readsWhatTheCommandLineToolWrote() {
        assertThat(valueOf(Bzip2.decompress(bytes(HELLO), 5))).asString().isEqualTo("hello");
    }

    @Test
    void stopsAtTheLimit() {
        byte[] bomb = Bzip2.compress(new byte[10_000_000]);
        assertThat(bomb.length).isLessThan(200);
        assertThat(rejectionOf(Bzip2.decompress(bomb, 9_999_999))).isEqualTo(WireRejection.BAD_COMPRESSION);
        assertThat(valueOf(Bzip2.decompress(bomb, 10_000_000))).hasSize(10_000_000);
    }

    @Test
    void refusesEveryTruncationAndDamage() {
        byte[] hello = bytes(HELLO);
        for (int length = 0; length < hello.length; length++) {
            assertThat(rejectionOf(Bzip2.decompress(hello, 0, length, 100))).isEqualTo(WireRejection.BAD_COMPRESSION);
        }
        byte[] damaged = hello.clone();
        damaged[12] ^= 1;
        assertThat(rejectionOf(Bzip2.decompress(damaged, 100))).isEqualTo(WireRejection.BAD_COMPRESSION);
    }

    @Test
    void ignoresWhatFollowsTheStream() {
        byte[] hello = bytes(HELLO);
        assertThat(valueOf(Bzip2.decompress(Arrays.copyOf(hello, hello.length + 7), 5)))
                .asString()
                .isEqualTo("hello");
    }
}
