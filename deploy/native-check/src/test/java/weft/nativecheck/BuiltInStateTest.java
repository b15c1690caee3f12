package weft.nativecheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What {@link NativeImagesTest} finds of stored state when it has compiled everything, found in the gate without compiling: in every
 * class of the packaged applications that our configuration doesn't have initialised when the image starts.
 */
class BuiltInStateTest {

    private static final Path ROOT = Path.of(System.getProperty("weft.root"));

    @Test
    void noClassOfTheApplicationsStoresWhatBelongsToItsMachineOrItsTime() throws IOException {
        List<Path> jars = jars();
        assumeTrue(!jars.isEmpty(), "no application is built");
        Set<String> atRunTime = new TreeSet<>();
        Set<String> storing = new TreeSet<>();
        StoredState state = StoredState.of(jars);
        for (Path path : jars) {
            try (JarFile jar = new JarFile(path.toFile())) {
                for (JarEntry entry : Collections.list(jar.entries())) {
                    String name = entry.getName();
                    if (name.endsWith("/native-image.properties")) {
                        atRunTime.addAll(
                                atRunTime(new String(jar.getInputStream(entry).readAllBytes())));
                    } else if (name.endsWith(".class")) {
                        String type = name.substring(0, name.length() - ".class".length())
                                .replace('/', '.');
                        if (StoredState.lookedInto(type) && !state.of(type).isEmpty()) {
                            storing.add(type);
                        }
                    }
                }
            }
        }
        assertThat(storing).isNotEmpty().allMatch(atRunTime::contains);
    }

    private static List<Path> jars() throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String module :
                Command.run(ROOT.resolve("deploy/module").toString()).lines().toList()) {
            Path application = ROOT.resolve(module).resolve("target/quarkus-app");
            if (Files.exists(application)) {
                try (Stream<Path> files = Files.walk(application)) {
                    files.filter(file -> file.getFileName().toString().matches("(.*weft-.*|.*msgpack-core.*)\\.jar"))
                            .forEach(jars::add);
                }
            }
        }
        return jars;
    }

    private static List<String> atRunTime(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        String option = "--initialize-at-run-time=";
        return Stream.of(properties.getProperty("Args", "").split("\\s+"))
                .filter(argument -> argument.startsWith(option))
                .flatMap(argument ->
                        Stream.of(argument.substring(option.length()).split(",")))
                .toList();
    }
}
