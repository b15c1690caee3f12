package weft.nativecheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Every class that our configuration initialises at another time than all others is named in a comment that says why. */
class InitializationReasonsTest {

    private static final Path ROOT = Path.of(System.getProperty("weft.root"));

    @Test
    void everyClassIsNamedWithTheReason() throws IOException {
        List<String> unexplained = new ArrayList<>();
        List<Path> files = configurations();
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            String comments = String.join(
                    "\n",
                    Files.readAllLines(file).stream()
                            .filter(line -> line.startsWith("#"))
                            .toList());
            Properties properties = new Properties();
            try (var text = Files.newBufferedReader(file)) {
                properties.load(text);
            }
            for (String argument : properties.getProperty("Args").strip().split("\\s+")) {
                assertThat(argument).startsWith("--initialize-at-");
                for (String name : argument.substring(argument.indexOf('=') + 1).split(",")) {
                    if (!comments.contains(name.substring(name.lastIndexOf('.') + 1))) {
                        unexplained.add(ROOT.relativize(file) + ": " + name);
                    }
                }
            }
        }
        assertThat(unexplained).isEmpty();
    }

    private static List<Path> configurations() throws IOException {
        return Command.run("git", "-C", ROOT.toString(), "ls-files", "*/src/main/resources/*/native-image.properties")
                .lines()
                .map(ROOT::resolve)
                .toList();
    }
}
