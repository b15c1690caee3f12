package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What GitHub reads beside the workflows: which libraries it watches, and what it asks whoever reports something. */
class RepositoryFormsTest {

    private static final Path GITHUB = Tools.ROOT.resolve(".github");

    /** The files that pin something, by the name that Dependabot has for their kind. */
    private static final Map<String, String> KINDS = Map.of(
            "package.json", "npm",
            "compose.yaml", "docker-compose",
            "go.mod", "gomod",
            "requirements.txt", "pip");

    @TempDir
    Path place;

    @Test
    void everythingThatIsPinnedIsWatched() throws IOException {
        Map<String, TreeSet<String>> watched = new TreeMap<>();
        for (JsonNode update : yaml("dependabot.yml").get("updates")) {
            TreeSet<String> directories =
                    watched.computeIfAbsent(update.get("package-ecosystem").asText(), kind -> new TreeSet<>());
            if (update.has("directory")) {
                directories.add(update.get("directory").asText());
            }
            update.path("directories").forEach(directory -> directories.add(directory.asText()));
        }
        assertThat(watched.get("maven")).containsExactly("/", "/deploy/native-check/builder");
        assertThat(watched.get("github-actions")).containsExactly("/");
        for (Map.Entry<String, String> pinned : pinned().entrySet()) {
            assertThat(watched.getOrDefault(pinned.getValue(), new TreeSet<>()))
                    .as("Dependabot's %s for %s", pinned.getValue(), pinned.getKey())
                    .anyMatch(pattern -> glob(pattern).matches(Path.of(pinned.getKey())));
        }
    }

    @Test
    void updatesComeTogetherAndNotAtOnce() throws IOException {
        for (JsonNode update : yaml("dependabot.yml").get("updates")) {
            String kind = update.get("package-ecosystem").asText();
            assertThat(update.at("/cooldown/default-days").asInt()).as(kind).isGreaterThanOrEqualTo(7);
            assertThat(update.get("groups")).as(kind).isNotEmpty();
        }
    }

    @Test
    void pythonsLibrariesComeWithHashes() throws IOException {
        for (Map.Entry<String, String> pinned : pinned().entrySet()) {
            if (pinned.getValue().equals("pip")) {
                String file =
                        Files.readString(Tools.ROOT.resolve(pinned.getKey().substring(1) + "/requirements.txt"));
                String joined = file.replace("\\\n", " ");
                assertThat(joined.lines().filter(line -> line.contains("==")))
                        .as(pinned.getKey())
                        .isNotEmpty()
                        .allMatch(line -> line.contains("--hash=sha256:"));
            }
        }
        assertThat(Files.readString(Tools.ROOT.resolve("weft")).lines().filter(line -> line.contains("/pip\" install")))
                .isNotEmpty()
                .allMatch(line -> line.contains("--require-hashes"));
    }

    @Test
    void aReportOfABugAsksForTheVersionAndForNoSecrets() throws IOException {
        JsonNode bug = yaml("ISSUE_TEMPLATE/bug.yml");
        Set<String> required = new TreeSet<>();
        List<String> texts = new ArrayList<>();
        for (JsonNode field : bug.get("body")) {
            if (field.at("/validations/required").asBoolean()) {
                required.add(field.get("id").asText());
            }
            texts.add(field.at("/attributes/value").asText());
            field.at("/attributes/options").forEach(option -> {
                if (option.path("required").asBoolean()) {
                    texts.add(option.get("label").asText());
                }
            });
        }
        assertThat(required).contains("version", "installation", "system", "happened");
        assertThat(String.join("\n", texts))
                .contains(
                        "SECURITY.md", "There are no passwords, tokens, private keys", "It is not a security problem");
        assertThat(yaml("ISSUE_TEMPLATE/config.yml").get("blank_issues_enabled").asBoolean())
                .isFalse();
        assertThat(yaml("ISSUE_TEMPLATE/config.yml").at("/contact_links/0/url").asText())
                .endsWith("/weft/security/policy");
    }

    /** Directories of the sources, from the top, with the kind of what they pin. */
    private Map<String, String> pinned() throws IOException {
        Path tree = SourceTree.copiedTo(place).directory();
        Map<String, String> pinned = new TreeMap<>();
        try (Stream<Path> files = Files.walk(tree)) {
            files.filter(Files::isRegularFile).map(tree::relativize).forEach(file -> {
                String name = file.getFileName().toString();
                String kind = name.startsWith("Containerfile") && !name.endsWith(".java") ? "docker" : KINDS.get(name);
                if (kind != null) {
                    pinned.put("/" + file.getParent(), kind);
                }
            });
        }
        assertThat(pinned).containsValues("gomod", "pip", "docker");
        return pinned;
    }

    private static PathMatcher glob(String pattern) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    }

    private static JsonNode yaml(String name) throws IOException {
        return new YAMLMapper().readTree(GITHUB.resolve(name).toFile());
    }
}
