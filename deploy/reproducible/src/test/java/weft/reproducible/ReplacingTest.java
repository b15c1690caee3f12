package weft.reproducible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.InvokeInstruction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the classes of the very libraries that build a release. */
class ReplacingTest {

    static Stream<Replacement> replacements() {
        return Replacement.all().stream();
    }

    @ParameterizedTest
    @MethodSource("replacements")
    void everyReplacementFindsItsPlaceAndLeavesAClassThatJavaAccepts(Replacement replacement) throws IOException {
        byte[] shipped = shipped(replacement.className());

        byte[] replaced = new Replacing(List.of(replacement)).replaced(replacement.className(), shipped);

        assertThat(replaced).isNotEqualTo(shipped);
        assertThat(ClassFile.of().verify(replaced)).isEmpty();
        assertThatThrownBy(() -> new Replacing(List.of(replacement)).replaced(replacement.className(), replaced))
                .as("nothing is left to replace")
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(replacement.className());
    }

    @Test
    void aBuildStepsOwnWorkIsDoneInTheCallerAndStepsGoToThePool() throws IOException {
        String context = "io.quarkus.builder.BuildContext";

        byte[] replaced = new Replacing(Replacement.all()).replaced(context, shipped(context));

        assertThat(callers(shipped(context), "getExecutor")).contains("getExecutor", "depFinished");
        assertThat(callers(replaced, "getExecutor"))
                .doesNotContain("getExecutor")
                .contains("depFinished");
        assertThat(callers(replaced, "inTheCaller")).containsExactly("getExecutor");
    }

    @Test
    void quarkusReadsTheSettingsForOneThread() throws IOException {
        assertThat(new String(shipped("io.quarkus.builder.Execution"), StandardCharsets.ISO_8859_1))
                .contains(Reproducible.ONE_THREAD);
    }

    @Test
    void otherClassesAreLeftAlone() throws IOException {
        String other = "net.bytebuddy.ByteBuddy";

        assertThat(new Replacing(Replacement.all()).replaced(other, shipped(other)))
                .isNull();
    }

    @Test
    void workIsDoneWhenTheExecutorReturns() throws ExecutionException, InterruptedException {
        ExecutorService inTheCaller = Repeated.inTheCaller();
        inTheCaller.shutdown();

        assertThat(inTheCaller.submit(Thread::currentThread).get()).isSameAs(Thread.currentThread());
    }

    @Test
    void noTwoNumbersAreTheSame() {
        assertThat(Stream.generate(Repeated::seed).limit(1_000)).doesNotHaveDuplicates();
        assertThat(Stream.generate(Repeated::uuid).limit(1_000).map(UUID::toString))
                .doesNotHaveDuplicates();
    }

    private static byte[] shipped(String className) throws IOException {
        try (InputStream bytes = ClassLoader.getSystemResourceAsStream(className.replace('.', '/') + ".class")) {
            return bytes.readAllBytes();
        }
    }

    /** The methods that call one of this name. */
    private static List<String> callers(byte[] bytes, String called) {
        List<String> callers = new ArrayList<>();
        for (var method : ClassFile.of().parse(bytes).methods()) {
            boolean calls = method.code().stream()
                    .flatMap(code -> code.elementStream())
                    .anyMatch(element -> element instanceof InvokeInstruction call
                            && call.name().equalsString(called));
            if (calls) {
                callers.add(method.methodName().stringValue());
            }
        }
        return callers;
    }
}
