package weft.reproducible;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The packaged agent in Java machines of its own. */
class ReproducibleIT {

    private static final List<String> SAME_HASHES = List.of("-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=2");
    private static final int RUNS = 6;

    /** Says in which order Java goes through collections that have no order. */
    static final class Orders {

        public static void main(String... arguments) {
            Integer[] numbers = IntStream.range(0, 200).boxed().toArray(Integer[]::new);
            System.out.println(Set.of(numbers));
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
        List<String> with = new ArrayList<>(List.of("-javaagent:" + System.getProperty("weft.agent")));
        with.addAll(SAME_HASHES);

        assertThat(runs(with)).hasSize(1);
        assertThat(runs(List.of())).hasSizeGreaterThan(1);
    }

    @Test
    void withoutTheSameHashesItEndsTheBuildAndSaysWhatIsMissing() throws Exception {
        Outcome outcome = run(List.of("-javaagent:" + System.getProperty("weft.agent")));

        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.output()).contains("needs -XX:+UnlockExperimentalVMOptions -XX:hashCode=2");
    }

    private record Outcome(int exit, String output) {}

    private static Set<String> runs(List<String> options) {
        return IntStream.range(0, RUNS)
                .mapToObj(run -> {
                    try {
                        Outcome outcome = run(options);
                        assertThat(outcome.exit()).as(outcome.output()).isZero();
                        return outcome.output();
                    } catch (IOException | InterruptedException failed) {
                        throw new AssertionError(failed);
                    }
                })
                .collect(Collectors.toSet());
    }

    private static Outcome run(List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", "target/test-classes", Orders.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        return new Outcome(process.waitFor(), output);
    }
}
