package weft.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.impl.driver.Driver;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The interface's sources: their types are right, and every text that is there is used. Needs the bundler's node_modules. */
@QuarkusTest
class SourceRulesTest {

    private static final Path SOURCES = Path.of("src/main/resources/web");
    private static final Path CHECKED = Path.of("target/types/web");
    private static final Pattern KEY = Pattern.compile("^ {2}\"([^\"]+)\":", Pattern.MULTILINE);

    @Test
    void theTypesAreRight() throws Exception {
        copy(SOURCES, CHECKED);
        Path modules = Path.of("target/node_modules").toAbsolutePath();
        Process compiler = new ProcessBuilder(
                        Driver.ensureDriverInstalled(Map.of(), false)
                                .driverDir()
                                .resolve("node")
                                .toString(),
                        modules.resolve("typescript/lib/tsc.js").toString(),
                        "--project",
                        CHECKED.resolve("tsconfig.json").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(compiler.getInputStream().readAllBytes());
        assertThat(said).isEmpty();
        assertThat(compiler.waitFor()).isZero();
    }

    @Test
    void everyTextOfTheCatalogueIsUsed() throws IOException {
        String code;
        try (Stream<Path> files = Files.walk(SOURCES.resolve("app"))) {
            code = files.filter(file ->
                            file.toString().endsWith(".ts") && !file.getParent().endsWith("i18n"))
                    .map(SourceRulesTest::read)
                    .collect(Collectors.joining());
        }
        code += read(SOURCES.resolve("app/i18n/index.ts")) + read(SOURCES.resolve("app/i18n/times.ts"));
        // Keys put together from a fixed beginning and a word of the API.
        List<String> madeUp = List.of(
                "state.",
                "method.",
                "signature.",
                "strangers.",
                "role.",
                "interface.",
                "kind.",
                "title.",
                "term.",
                "node.destination.",
                "live.",
                "problem.",
                "signin.ended.",
                "welcome.listed.");
        var unused = new TreeSet<String>();
        var keys =
                KEY.matcher(read(SOURCES.resolve("app/i18n/en.ts")) + read(SOURCES.resolve("app/i18n/en-welcome.ts")));
        while (keys.find()) {
            String key = keys.group(1);
            String stem = key.replaceAll("\\.(one|other)$", "");
            if (!code.contains('"' + stem + '"') && madeUp.stream().noneMatch(stem::startsWith)) {
                unused.add(key);
            }
        }
        assertThat(unused).isEmpty();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.writeString(target, Files.readString(file));
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
