package weft.nativecheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.nativecheck.samples.HoldsRandomness;

/** What the check says of what a builder left; the builder's own part is tried by {@link SmallImagesTest}. */
class FindingsTest {

    private static final String JDKS = "Java_java_lang_Thread_holdsLock";

    @TempDir
    private Path directory;

    private Path output;

    @BeforeEach
    void everythingIsAsItShouldBe() throws IOException {
        output = Files.createDirectories(directory.resolve("output"));
        Files.writeString(directory.resolve("builder.log"), "[1/8] Initializing\n");
        object("void " + JDKS + "(void); void run(void) { " + JDKS + "(); }");
        initialised("RUN_TIME");
    }

    @Test
    void nothingIsFoundInAnImageThatCameThrough() throws IOException {
        assertThat(found(0)).isEmpty();
    }

    @Test
    void anExitCodeIsToldWithTheEndOfTheLog() throws IOException {
        assertThat(found(20))
                .singleElement()
                .asString()
                .contains("ended with 20")
                .contains("[1/8] Initializing");
    }

    @Test
    void aMissingObjectFileIsTold() throws IOException {
        Files.delete(output.resolve("holdsrandomness.o"));
        assertThat(found(0)).containsExactly("there is no object file");
    }

    @Test
    void aNativeMethodThatIsNotTheJdksIsTold() throws IOException {
        object("void Java_weft_Absent_call(void); void run(void) { Java_weft_Absent_call(); }");
        assertThat(found(0)).singleElement().asString().contains("Java_weft_Absent_call");
    }

    @Test
    void anOffsetThatIsNotTheImagesIsTold() throws IOException {
        Files.writeString(
                directory.resolve("builder.log"),
                "Warning: RecomputeFieldValue.ArrayBaseOffset automatic field value transformation failed. The automatic\n");
        assertThat(found(0)).singleElement().asString().contains("corrupt memory");
    }

    @Test
    void aClassThatHoldsRandomnessAndIsBuiltInIsTold() throws IOException {
        initialised("BUILD_TIME");
        assertThat(found(0))
                .singleElement()
                .asString()
                .startsWith(HoldsRandomness.class.getName() + " is initialised while the image is built")
                .contains("randomness");
    }

    @Test
    void aMissingReportIsTold() throws IOException {
        Files.delete(output.resolve("class_initialization_report_1.csv"));
        assertThat(found(0)).containsExactly("there is no report on when classes are initialised");
    }

    private List<String> found(int code) throws IOException {
        Compilation compilation = new Compilation(
                "sample",
                code,
                Duration.ofSeconds(1),
                1,
                1,
                directory.resolve("builder.log"),
                output,
                Samples.application(HoldsRandomness.class, directory));
        return Findings.of(compilation, Set.of(JDKS));
    }

    private void initialised(String kind) throws IOException {
        Files.writeString(
                output.resolve("class_initialization_report_1.csv"),
                "Class Name, Initialization Kind, Reason for Initialization\n" + HoldsRandomness.class.getName() + ", "
                        + kind + ", because of this, and of that\n");
    }

    private void object(String source) throws IOException {
        Path file = directory.resolve("object.c");
        Files.writeString(file, source);
        Command.run("cc", "-c", "-o", output.resolve("holdsrandomness.o").toString(), file.toString());
    }
}
