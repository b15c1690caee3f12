package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bill of materials that a release carries, held against what the build resolved and what the applications ship. */
class SbomTest {

    private static final Path BILL = Tools.ROOT.resolve("deploy/distribution/target/sbom.cyclonedx.json");
    private static final Path RESOLVED = Tools.ROOT.resolve("deploy/distribution/target/dependencies.txt");
    private static final List<String> APPLICATIONS =
            List.of("deploy/node", "transport-service", "message-service", "auth-service", "gateway/service");

    /** {@code group:name:type[:classifier]:version:scope}, as Maven lists what it resolved. */
    private static final Pattern MAVENS_LINE =
            Pattern.compile("^\\s+([^:\\s]+):([^:]+):[^:]+(?::[^:]+)?:([^:]+):(?:compile|runtime|provided)\\b.*$");

    /** Licences that go together with Apache-2.0; of several that a library offers, one is enough. */
    private static final Set<String> COMPATIBLE = Set.of(
            "0BSD",
            "Apache-2.0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "Bouncy Castle Licence",
            "CC0-1.0",
            "EPL-1.0",
            "EPL-2.0",
            "MIT",
            "MIT-0",
            "Public Domain",
            "Unicode-3.0");

    @TempDir
    static Path directory;

    private static JsonNode bill;

    @BeforeAll
    static void read() throws IOException {
        bill = new ObjectMapper().readTree(BILL.toFile());
    }

    @Test
    void itIsValidToTheLetter() {
        Tools.Outcome outcome = validate(BILL);
        assertThat(outcome.ok()).as(outcome.output()).isTrue();
    }

    @Test
    void theLetterIsKnownToTheValidator() throws IOException {
        ObjectNode odd = bill.deepCopy();
        odd.putArray("components");
        odd.putArray("dependencies");
        Path plain = Files.writeString(directory.resolve("plain.json"), odd.toString());
        assertThat(validate(plain).ok()).isTrue();
        odd.put("colour", "blue");
        Path file = Files.writeString(directory.resolve("odd.json"), odd.toString());
        assertThat(validate(file).output()).contains("colour");
        assertThat(validate(file).ok()).isFalse();
    }

    @Test
    void itIsTheTreeThatMavenResolved() throws IOException {
        TreeSet<String> resolved = new TreeSet<>();
        for (String line : Files.readAllLines(RESOLVED)) {
            Matcher matcher = MAVENS_LINE.matcher(line);
            if (matcher.matches()) {
                resolved.add(matcher.group(1) + ":" + matcher.group(2) + ":" + matcher.group(3));
            }
        }
        assertThat(resolved).hasSizeGreaterThan(100);
        assertThat(new TreeSet<>(components().keySet())).isEqualTo(resolved);
    }

    @Test
    void everyShippedJarIsInItWithItsHash() throws IOException {
        for (String application : APPLICATIONS) {
            Path app = Tools.ROOT.resolve(application).resolve("target/quarkus-app");
            Map<String, JsonNode> components = components();
            for (String line : Files.readAllLines(app.resolve("quarkus-app-dependencies.txt"))) {
                String[] parts = line.split(":");
                String component = parts[0] + ":" + parts[1] + ":" + parts[parts.length - 1];
                assertThat(components).as("shipped by %s", application).containsKey(component);
            }
            assertHashes(app, "lib/main");
            assertHashes(app, "lib/boot");
        }
    }

    private static void assertHashes(Path app, String folder) throws IOException {
        Set<String> billed = new TreeSet<>();
        bill.get("components").forEach(component -> billed.addAll(sha256(component)));
        Map<String, String> shipped = new TreeMap<>();
        for (String line : Files.readAllLines(app.resolve("payload.sha256"))) {
            shipped.put(line.substring(66), line.substring(0, 64));
        }
        try (Stream<Path> jars = Files.list(app.resolve(folder))) {
            assertThat(jars.map(app::relativize).map(Path::toString).toList())
                    .isNotEmpty()
                    .allSatisfy(jar -> assertThat(billed)
                            .as("SHA-256 of %s of %s", jar, app)
                            .contains(shipped.get(jar)));
        }
    }

    @Test
    void everyLicenceIsKnownAndCompatible() {
        components().forEach((name, component) -> {
            List<String> licences = new ArrayList<>();
            component.path("licenses").forEach(choice -> {
                JsonNode licence = choice.path("license");
                licences.add(licence.path("id").asText(licence.path("name").asText(null)));
                licences.add(choice.path("expression").asText(null));
            });
            assertThat(licences).as("licences of %s", name).anyMatch(COMPATIBLE::contains);
        });
    }

    @Test
    void everyComponentIsReachedFromTheRoot() {
        Map<String, List<String>> graph = new HashMap<>();
        for (JsonNode dependency : bill.get("dependencies")) {
            List<String> on = new ArrayList<>();
            dependency.path("dependsOn").forEach(ref -> on.add(ref.asText()));
            graph.put(dependency.get("ref").asText(), on);
        }
        Set<String> reached = new TreeSet<>();
        Deque<String> next = new ArrayDeque<>();
        next.add(bill.at("/metadata/component/bom-ref").asText());
        while (!next.isEmpty()) {
            String ref = next.remove();
            if (reached.add(ref)) {
                assertThat(graph).containsKey(ref);
                next.addAll(graph.get(ref));
            }
        }
        components().values().forEach(component -> assertThat(reached)
                .contains(component.get("bom-ref").asText()));
    }

    private static Map<String, JsonNode> components() {
        Map<String, JsonNode> components = new TreeMap<>();
        for (JsonNode component : bill.get("components")) {
            components.put(
                    component.get("group").asText() + ":"
                            + component.get("name").asText() + ":"
                            + component.get("version").asText(),
                    component);
        }
        return components;
    }

    private static List<String> sha256(JsonNode component) {
        List<String> hashes = new ArrayList<>();
        component.path("hashes").forEach(hash -> {
            if (hash.get("alg").asText().equals("SHA-256")) {
                hashes.add(hash.get("content").asText());
            }
        });
        return hashes;
    }

    private static Tools.Outcome validate(Path file) {
        String script = Tools.ROOT
                .resolve("deploy/checks/src/test/resources/validate_sbom.py")
                .toString();
        return Tools.run(Tools.checker("python"), script, file.toString());
    }
}
