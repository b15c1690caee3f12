package weft.nativecheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import weft.nativecheck.samples.HoldsNothing;
import weft.nativecheck.samples.HoldsRandomness;
import weft.nativecheck.samples.ReadsBuffer;

/** The real builder on small programs: the check passes what is right, and is seen to fail on what is not. */
@EnabledIfSystemProperty(named = "test.long", matches = "true")
class SmallImagesTest {

    private static final String HEAP = "3g";

    @Test
    void aProgramThatHoldsNothingComesThrough(@TempDir Path directory) throws IOException {
        assertThat(found(HoldsNothing.class, directory, "--initialize-at-build-time="))
                .isEmpty();
    }

    @Test
    void aClassThatHoldsRandomnessIsRefusedWhenItIsBuiltIn(@TempDir Path directory) throws IOException {
        assertThat(found(HoldsRandomness.class, directory, "--initialize-at-build-time="))
                .anyMatch(finding -> finding.contains("Detected an instance of Random"));
    }

    @Test
    void theBuffersOfMsgpackAreToldOfWhenTheyAreBuiltIn(@TempDir Path directory) throws IOException {
        assertThat(found(ReadsBuffer.class, directory, "--initialize-at-build-time="))
                .anyMatch(finding -> finding.contains("may corrupt memory"))
                .anyMatch(finding -> finding.contains("org.msgpack.core.buffer.MessageBuffer")
                        && finding.contains("memory offsets"));
    }

    @Test
    void theyAreRightWhenTheyAreInitialisedAtRunTime(@TempDir Path directory) throws IOException {
        assertThat(
                        found(
                                ReadsBuffer.class,
                                directory,
                                "--initialize-at-build-time=",
                                "--initialize-at-run-time=org.msgpack.core.buffer.MessageBuffer,org.msgpack.core.MessageUnpacker"))
                .isEmpty();
    }

    private static List<String> found(Class<?> main, Path directory, String... options) throws IOException {
        ImageArguments image = Samples.application(main, directory, options);
        Compilation compilation =
                Compilation.of(image.name(), image, Prepared.builder(), directory.resolve("image"), HEAP, System.out);
        List<String> findings = Findings.of(compilation, Prepared.nativeMethods());
        findings.forEach(System.out::println);
        return findings;
    }
}
