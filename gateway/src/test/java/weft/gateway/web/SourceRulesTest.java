package weft.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.impl.driver.Driver;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The interface's sources: their types are right, and every text that is there is used. Needs the bundler's node_modules. */
@QuarkusTest
class SourceRulesTest {

    private static final Path SOURCES = Path.of("src/main/resources/web");
    private static final Path CHECKED = Path.of("target/types/web");
    private static final Pattern TEXT = Pattern.compile("^ {2}\"([^\"]+)\": \"(.*)\",$", Pattern.MULTILINE);

    @Test
    void theTypesAreRight() throws Exception {
        // What an earlier run has copied may be deleted by now.
        empty(CHECKED);
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

    /** Of every language, since the node's own words are English and say what a program wants to know. */
    @Test
    void whateverTheNodeCanSayHasWordsInEveryLanguage() {
        for (String language : List.of("en", "de")) {
            Set<String> keys = keys(language);
            Set<String> problems = SpokenCodes.problems();
            assertThat(problems).hasSizeGreaterThan(70).contains("attempts-under-way", "quota", "unavailable");
            Set<String> said =
                    problems.stream().map(code -> "problem." + code).collect(Collectors.toCollection(TreeSet::new));
            said.addAll(List.of("problem.offline", "problem.slower", "problem.later", "problem.unknown", "problem.at"));
            assertThat(keys.stream().filter(key -> key.startsWith("problem.")))
                    .as(language)
                    .containsExactlyInAnyOrderElementsOf(said);
            assertThat(SpokenCodes.traces()).hasSizeGreaterThan(50).contains("trace.path-asked", "trace.left-aside");
            assertThat(keys).as(language).containsAll(SpokenCodes.traces());
            assertThat(SpokenCodes.operators())
                    .hasSizeGreaterThan(30)
                    .contains("health.disk.look", "health.queue.bad", "down.refused");
            assertThat(keys).as(language).containsAll(SpokenCodes.operators());
        }
    }

    @Test
    void noLanguageHasPlacesForValuesThatTheOtherHasNot() {
        Map<String, String> english = texts("en");
        Map<String, String> german = texts("de");
        assertThat(german.keySet()).isEqualTo(english.keySet());
        english.forEach(
                (key, text) -> assertThat(places(german.get(key))).as(key).isEqualTo(places(text)));
    }

    @Test
    void settingsWarnOfTheWorkAtWhichTheNodeGivesUp() {
        String settings = read(SOURCES.resolve("app/screens/identity-settings.ts"));
        Matcher most = Pattern.compile("const workAtMost = (\\d+);").matcher(settings);
        assertThat(most.find()).isTrue();
        assertThat(read(Path.of("../message-service/src/main/java/weft/message/delivery/LocalHandOver.java")))
                .contains("MAX_STAMP_COST = " + most.group(1) + ";");
    }

    private static Set<String> places(String text) {
        return Pattern.compile("\\{\\w+}")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> keys(String language) {
        return texts(language).keySet();
    }

    /** Every text of a language by its key, from all files of its catalogue. */
    private static Map<String, String> texts(String language) {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(SOURCES.resolve("app/i18n"))) {
            files.filter(file -> file.getFileName().toString().matches(language + "(-[a-z]+)?\\.ts"))
                    .flatMap(file -> TEXT.matcher(read(file)).results())
                    .forEach(text -> texts.put(text.group(1), text.group(2)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return texts;
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
                "trace.",
                "because.",
                "down.",
                "health.",
                "signin.ended.",
                "welcome.listed.");
        var unused = new TreeSet<String>();
        for (String key : keys("en")) {
            String stem = key.replaceAll("\\.(one|other)$", "");
            if (!code.contains('"' + stem + '"') && madeUp.stream().noneMatch(stem::startsWith)) {
                unused.add(key);
            }
        }
        assertThat(unused).isEmpty();
    }

    private static void empty(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
        }
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
