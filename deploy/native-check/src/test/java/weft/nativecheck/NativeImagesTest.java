package weft.nativecheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every application of the current commit, compiled up to the linker; three quarters of an hour on two cores. */
@EnabledIfSystemProperty(named = "test.long", matches = "true")
class NativeImagesTest {

    static Set<String> applications() {
        return Prepared.sources().keySet();
    }

    @ParameterizedTest
    @MethodSource("applications")
    void everyApplicationComesThrough(String name) throws IOException {
        Compilation compilation = Compilation.of(
                name,
                ImageArguments.of(Prepared.sources().get(name)),
                Prepared.builder(),
                Prepared.image(name),
                NativeCheck.HEAP,
                System.out);
        List<String> findings = Findings.of(compilation, Prepared.nativeMethods());
        System.out.println("figure: " + compilation.summary());
        assertThat(findings).isEmpty();
    }
}
