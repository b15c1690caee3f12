package weft.nativecheck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an image opens by a name that nobody but us knows, and that Quarkus therefore doesn't see. */
class ListedTypesTest {

    private static final Path ROOT = Path.of(System.getProperty("weft.root"));

    private static final Path EVENTS = ROOT.resolve("events/src/main");
    private static final Pattern TYPE = Pattern.compile("(?m)^(    )?public (?:record|enum|interface) (\\w+)");

    @Test
    void everyTypeOfTheBusIsListed() throws IOException {
        Set<String> types = new TreeSet<>();
        try (Stream<Path> files = Files.list(EVENTS.resolve("java/weft/events"))) {
            for (Path file : files.toList()) {
                String outer = file.getFileName().toString().replace(".java", "");
                Matcher found = TYPE.matcher(Files.readString(file));
                while (found.find()) {
                    types.add("weft.events." + (found.group(1) == null ? "" : outer + "$") + found.group(2));
                }
            }
        }
        Set<String> listed = new TreeSet<>();
        Path metadata = EVENTS.resolve("resources/META-INF/native-image/weft/events/reachability-metadata.json");
        for (JsonNode entry : new ObjectMapper().readTree(metadata.toFile()).get("reflection")) {
            listed.add(entry.get("type").asText());
            assertThat(entry.get("allDeclaredConstructors").asBoolean()).isTrue();
            assertThat(entry.get("allDeclaredMethods").asBoolean()).isTrue();
            assertThat(entry.get("allDeclaredFields").asBoolean()).isTrue();
        }
        assertThat(listed).isEqualTo(types);
    }

    /** The check of the configuration finds the interfaces that read it in an index, by name. */
    @Test
    void everyReaderOfConfigurationIsRegistered() throws IOException {
        List<Path> readers = new ArrayList<>();
        for (String file : Command.run("git", "-C", ROOT.toString(), "ls-files", "*/src/main/*.java")
                .lines()
                .toList()) {
            Path path = ROOT.resolve(file);
            if (Files.exists(path) && Files.readString(path).contains("@ConfigMapping(prefix")) {
                readers.add(path);
                assertThat(path).content().contains("@RegisterForReflection");
            }
        }
        assertThat(readers).hasSizeGreaterThan(5);
    }
}
