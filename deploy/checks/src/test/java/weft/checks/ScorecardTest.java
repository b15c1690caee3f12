package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenSSF Scorecard, as far as it scores a directory without asking GitHub: these five checks. It refuses the others on a directory;
 * the scan on GitHub asks for them.
 */
class ScorecardTest {

    private static final List<String> CHECKS = List.of(
            "Binary-Artifacts",
            "Dangerous-Workflow",
            "Dependency-Update-Tool",
            "Pinned-Dependencies",
            "Token-Permissions");

    @TempDir
    Path place;

    @Test
    void theSourcesHaveTheHighestScore() throws IOException {
        JsonNode result = scored(SourceTree.copiedTo(place).committed());
        assertThat(scores(result)).as(result.toPrettyString()).hasSize(CHECKS.size());
        assertThat(scores(result).values()).as(result.toPrettyString()).containsOnly(10);
    }

    @Test
    void aCarelessRepositoryHasNoneOfThem() throws IOException {
        String workflow = """
                on: pull_request_target
                permissions: write-all
                jobs:
                  test:
                    runs-on: ubuntu-latest
                    steps:
                      - uses: actions/checkout@v4
                        with:
                          ref: ${{ github.event.pull_request.head.sha }}
                      - run: pip install requests && echo ${{ github.event.pull_request.title }}
                """;
        SourceTree careless = new SourceTree(place)
                .with(".github/workflows/test.yml", workflow)
                .with("Dockerfile", "FROM debian:latest\nRUN curl https://example.org/install.sh | sh\n")
                .with("lib/tool", "\177ELF\2\1\1" + "\0".repeat(64));
        assertThat(scores(scored(careless.committed())))
                .allSatisfy((check, score) -> assertThat(score).as(check).isLessThan(10));
    }

    private static JsonNode scored(SourceTree tree) throws IOException {
        Tools.Outcome outcome = Tools.run(
                tree.directory(),
                List.of(
                        Tools.checker("scorecard"),
                        "--local=.",
                        "--format=json",
                        "--show-details",
                        "--checks=" + String.join(",", CHECKS)));
        assertThat(outcome.ok()).as(outcome.output()).isTrue();
        return new ObjectMapper()
                .readTree(outcome.output().substring(outcome.output().indexOf('{')));
    }

    private static Map<String, Integer> scores(JsonNode result) {
        Map<String, Integer> scores = new TreeMap<>();
        result.get("checks")
                .forEach(check -> scores.put(
                        check.get("name").asText(), check.get("score").asInt()));
        return scores;
    }
}
