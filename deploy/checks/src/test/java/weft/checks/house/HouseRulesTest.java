package weft.checks.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of {@code CONTRIBUTING.md} for files, methods, packages and names, over what isn't a test in any module. */
class HouseRulesTest {

    @TempDir
    Path place;

    @ParameterizedTest
    @ValueSource(strings = {"file", "method", "package", "package-info", "name"})
    void nothingBreaksARuleWithoutAReason(String rule) {
        Map<String, String> broken =
                new TreeMap<>(new HouseRules(Sources.ofProject()).broken().get(rule));
        Map<String, String> exempt = Exemptions.ofProject().of(rule);
        assertThat(exempt.keySet())
                .as("what house/exemptions.txt excuses and needs no excuse any more: take the line out")
                .isSubsetOf(broken.keySet());
        broken.keySet().removeAll(exempt.keySet());
        assertThat(broken).as("what breaks the rule \"%s\"", rule).isEmpty();
    }

    @Test
    void everyRuleIsSeenBroken() throws IOException {
        String method = "    @Deprecated\n    void it(\n        int a) {\n" + "        a++;\n".repeat(38) + "    }\n";
        write("one/src/main/java/weft/one/Same.java", "package weft.one;\nclass Same {\n" + method + "}\n");
        write("two/src/main/java/weft/two/Same.java", "package weft.two;\nclass Same {}\n" + "//\n".repeat(400));
        write("one/src/main/java/weft/one/package-info.java", "/** One. */\npackage weft.one;\n");
        for (int i = 0; i < 24; i++) {
            write("one/src/main/java/weft/one/C" + i + ".java", "package weft.one;\nclass C" + i + " {}\n");
        }
        Map<String, Map<String, String>> broken = new HouseRules(read()).broken();
        assertThat(broken.get("file")).containsOnlyKeys("two/src/main/java/weft/two/Same.java");
        assertThat(broken.get("method")).containsOnly(Map.entry("weft.one.Same.it", "41 lines, more than 40"));
        assertThat(broken.get("package")).containsOnlyKeys("one/src/main/java/weft/one");
        assertThat(broken.get("package-info")).containsOnlyKeys("two/src/main/java/weft/two");
        assertThat(broken.get("name")).containsOnlyKeys("Same");
    }

    @Test
    void anExemptionHasAReason() {
        assertThat(Exemptions.parsed("# a remark\n\nname | Same | the two ends of one thing\n")
                        .of("name"))
                .containsOnlyKeys("Same");
        assertThatThrownBy(() -> Exemptions.parsed("name | Same |\n")).isInstanceOf(AssertionError.class);
    }

    private Sources read() throws IOException {
        try (var files = Files.walk(place)) {
            List<String> names = files.filter(Files::isRegularFile)
                    .map(file -> place.relativize(file).toString())
                    .toList();
            return Sources.read(place, names);
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = place.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
