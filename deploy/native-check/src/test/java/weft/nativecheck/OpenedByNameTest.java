package weft.nativecheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the applications of the long campaigns were seen to open by name, against the metadata that the native image of each gets. A class
 * that is not in it would be empty there: JSON without members, a service without an implementation; a resource would not be there.
 */
@EnabledIfSystemProperty(named = "test.long", matches = "true")
class OpenedByNameTest {

    private static final Path TRACES = Prepared.ROOT.resolve(".weft/native/traces");

    /** Who looked, by which method of {@link Class}, and into which class. */
    private record Look(String looker, String method, String opened) {

        static Look of(String line, String between) {
            String[] columns = line.split(between);
            return new Look(columns[0], columns[1], columns[2]);
        }

        /** Whether this, of which columns may begin or end with a star, stands for the other. */
        boolean covers(Look other) {
            return covers(looker, other.looker) && covers(method, other.method) && covers(opened, other.opened);
        }

        boolean isForService() {
            return looker.startsWith("java.util.ServiceLoader");
        }

        private static boolean covers(String pattern, String text) {
            if (pattern.startsWith("*")) {
                return text.endsWith(pattern.substring(1));
            }
            return pattern.endsWith("*")
                    ? text.startsWith(pattern.substring(0, pattern.length() - 1))
                    : text.equals(pattern);
        }
    }

    static Set<String> applications() {
        return Prepared.sources().keySet();
    }

    @ParameterizedTest
    @MethodSource("applications")
    void whatAnApplicationOpensByNameIsInTheMetadata(String name) throws IOException {
        ImageArguments image = ImageArguments.of(Prepared.sources().get(name));
        ReflectionMetadata metadata = ReflectionMetadata.of(image.classPath());
        Set<String> javas = packagesOfJava();
        List<Look> known = known();
        List<Look> seen = seen(TRACES.resolve(name));
        assertThat(seen)
                .as("what " + name + " opened in this run, in " + TRACES)
                .anyMatch(Look::isForService)
                .anyMatch(look -> look.looker().startsWith("com.fasterxml.jackson."));
        System.out.println("figure: " + name + " opened " + seen.size() + " things by name");

        assertThat(seen.stream()
                        .filter(look -> !javas.contains(packageOf(look.opened())))
                        .filter(look -> !look.opened().contains("$$Lambda"))
                        .filter(look -> known.stream().noneMatch(one -> one.covers(look)))
                        .filter(look -> isMissing(look, metadata)))
                .isEmpty();
    }

    private static boolean isMissing(Look look, ReflectionMetadata metadata) {
        if (look.method().equals("getResource")) {
            return metadata.lacks(look.opened());
        }
        return !metadata.shows(look.opened(), look.method())
                || look.isForService() && !metadata.listsService(look.opened());
    }

    private static List<Look> seen(Path directory) throws IOException {
        Set<String> lines = new TreeSet<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines.stream().map(line -> Look.of(line, "\t")).toList();
    }

    private static List<Look> known() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                OpenedByNameTest.class.getResourceAsStream("opened-without-metadata"), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Look.of(line, " "))
                    .toList();
        }
    }

    /** The builder sees to what Java itself looks for. */
    private static Set<String> packagesOfJava() {
        return ModuleFinder.ofSystem().findAll().stream()
                .flatMap(module -> module.descriptor().packages().stream())
                .collect(Collectors.toSet());
    }

    private static String packageOf(String className) {
        return className.substring(0, Math.max(0, className.lastIndexOf('.')));
    }
}
