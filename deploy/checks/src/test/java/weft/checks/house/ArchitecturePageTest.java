package weft.checks.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.checks.Tools;

/** {@code docs/architecture.md} against the code. {@code ./weft architecture} runs this test as a writer, with a property set. */
class ArchitecturePageTest {

    private static final Path PAGE = Tools.ROOT.resolve("docs/architecture.md");
    private static final String RENEW =
            "docs/architecture.md; ./weft architecture draws it anew and lets its links follow the classes";
    private static final boolean WRITES = Boolean.getBoolean("weft.architecture.write");

    @Test
    void thePageIsWhatTheCodeSays() throws IOException {
        Sources sources = Sources.ofProject();
        References references = new References(Tools.ROOT, sources);
        String written = Files.readString(PAGE);
        String renewed = ArchitecturePage.parsed(written)
                .renewed(new Picture(Tools.ROOT, sources).markdown(), references)
                .text();
        if (WRITES) {
            Files.writeString(PAGE, renewed);
        }
        assertThat(references.unknown())
                .as("what docs/architecture.md names and nothing is called; a person has to mend it")
                .isEmpty();
        if (!WRITES) {
            assertThat(difference(written, renewed)).as(RENEW).isEmpty();
            assertThat(written).as(RENEW).isEqualTo(renewed);
        }
    }

    private static List<String> difference(String written, String renewed) {
        List<String> stands = written.lines().toList();
        List<String> due = renewed.lines().toList();
        return Stream.concat(
                        stands.stream().filter(line -> !due.contains(line)).map(line -> "stands there: " + line),
                        due.stream().filter(line -> !stands.contains(line)).map(line -> "should stand there: " + line))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "`NoSuchClass.method`",
                "`Tools.noSuchMethod`",
                "`deploy/checks/house/NoSuchClass.method`",
                "`deploy/checks/no-such-file.txt`",
            })
    void whatIsNotThereIsNamed(String text) {
        References references = new References(Tools.ROOT, Sources.ofProject());
        assertThat(references.renewed(text)).isEqualTo(text);
        assertThat(references.unknown()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "`deploy/checks/house/Tools.run`",
                "`deploy/checks/Tools.run`",
                "[`deploy/checks/Tools.run`](../deploy/Tools.java)"
            })
    void aLinkFollowsItsClass(String text) {
        References references = new References(Tools.ROOT, Sources.ofProject());
        assertThat(references.renewed(text))
                .isEqualTo("[`deploy/checks/Tools.run`](../deploy/checks/src/test/java/weft/checks/Tools.java)");
        assertThat(references.unknown()).isEmpty();
    }

    @Test
    void anArrowThatFollowsFromOthersIsLeftOut() {
        Graph graph = Graph.empty();
        graph.add("api", "store");
        graph.add("store", "domain");
        graph.add("api", "domain");
        graph.add("config");
        assertThat(graph.withoutDetours().uses().get("api")).containsExactly("store");
        assertThat(graph.uses().keySet()).filteredOn(graph::isLonely).containsExactly("config");
    }
}
