package weft.reproducible;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged agent in Java machines of its own. */
class ReproducibleIT {

    private static final String AGENT = "-javaagent:" + System.getProperty("weft.agent");
    private static final List<String> WITH_IT = List.of(AGENT, "-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=2");
    private static final String LIBRARIES_OF_THE_BUILD = System.getProperty("java.class.path");
    private static final int RUNS = 6;

    /** Comes to the classes of the build, and says in which order Java goes through collections that have no order. */
    static final class Build {

        public static void main(String... classes) throws ClassNotFoundException {
            for (String name : classes) {
                Class.forName(name, false, Build.class.getClassLoader());
            }
            System.getProperties().stringPropertyNames().stream()
                    .filter(name -> name.startsWith("io.quarkus."))
                    .sorted()
                    .forEach(name -> System.out.println(name + "=" + System.getProperty(name)));
            System.out.println(Set.of(IntStream.range(0, 200).boxed().toArray(Integer[]::new)));
            Map<Integer, Integer> numbered = IntStream.range(0, 200)
                    .boxed()
                    .collect(Collectors.toUnmodifiableMap(number -> number, number -> number));
            System.out.println(numbered);
            System.out.println(Set.of("one", "two") + " " + new ArrayList<>(Set.of("three", "four")));
            Set<Object> withoutHash = new HashSet<>();
            List<Object> filled = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Object object = new Object();
                filled.add(object);
                withoutHash.add(object);
            }
            System.out.println(withoutHash.stream().map(filled::indexOf).toList());
        }
    }

    @Test
    void ordersAreTheSameInEveryRunWithItAndOnlyWithIt() throws Exception {
        Set<Outcome> with = new HashSet<>();
        Set<Outcome> without = new HashSet<>();
        for (int run = 0; run < RUNS; run++) {
            with.add(build(WITH_IT, LIBRARIES_OF_THE_BUILD, ofTheBuild()));
            without.add(build(List.of(), LIBRARIES_OF_THE_BUILD, ofTheBuild()));
        }

        assertThat(with).singleElement().satisfies(outcome -> {
            assertThat(outcome.exit()).as(outcome.output()).isZero();
            Reproducible.ONE_THREAD.forEach(
                    setting -> assertThat(outcome.output()).contains(setting + "=1"));
        });
        assertThat(without).hasSizeGreaterThan(1);
    }

    @Test
    void withoutTheSameHashesItEndsTheBuildAndSaysWhatIsMissing() throws Exception {
        Outcome outcome = build(List.of(AGENT), LIBRARIES_OF_THE_BUILD, ofTheBuild());

        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.output()).contains("needs -XX:+UnlockExperimentalVMOptions -XX:hashCode=2");
    }

    @Test
    void aClassThatIsNotAsExpectedEndsTheBuildAndIsNamed(@TempDir Path changed) throws Exception {
        String name = "io.quarkus.builder.BuildContext";
        Path file = changed.resolve(name.replace('.', '/') + ".class");
        Files.createDirectories(file.getParent());
        Files.write(file, ClassFile.of().build(ClassDesc.of(name), empty -> {}));

        Outcome outcome = build(WITH_IT, changed + File.pathSeparator + LIBRARIES_OF_THE_BUILD, ofTheBuild());

        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.output())
                .startsWith("This build can't be repeated: ")
                .contains(name + " has nothing");
    }

    @Test
    void aBuildThatNeverCameToAClassEndsInAnErrorThatNamesIt() throws Exception {
        List<String> allButOne = new ArrayList<>(ofTheBuild());
        String one = allButOne.removeFirst();

        Outcome outcome = build(WITH_IT, LIBRARIES_OF_THE_BUILD, allButOne);

        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.output()).contains("This build ended before it came to " + one + ". If nothing else failed");
    }

    private static List<String> ofTheBuild() {
        return Replacement.all().stream()
                .filter(replacement -> !replacement.isInJava())
                .map(Replacement::className)
                .toList();
    }

    private record Outcome(int exit, String output) {}

    private static Outcome build(List<String> options, String classPath, List<String> classes)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, Build.class.getName()));
        command.addAll(classes);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }
}
