package weft.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@code ./weft bench}: measures, and writes {@code docs/performance.md}. Run in the project's directory. */
public final class Benchmarks {

    private Benchmarks() {}

    /**
     * Measures.
     *
     * @param arguments {@code --quick} for one short round of each; names of measurements for these alone. Only a full run of
     *     all of them is kept.
     */
    public static void main(String... arguments) throws IOException {
        boolean quick = List.of(arguments).contains("--quick");
        List<String> wanted =
                Stream.of(arguments).filter(each -> !each.startsWith("-")).toList();
        Path directory = Files.createTempDirectory("weft-bench");
        try {
            Report report = new Report(measure(directory, wanted, quick));
            System.out.println(report.text());
            if (!quick && wanted.isEmpty()) {
                Files.writeString(Path.of("docs", "performance.md"), report.text());
            }
        } finally {
            delete(directory);
        }
    }

    private static List<Figure> measure(Path directory, List<String> wanted, boolean quick) {
        int rounds = quick ? 1 : 2;
        Map<String, Supplier<List<Figure>>> all = new LinkedHashMap<>();
        all.put(
                "forwarding",
                () -> List.of(new Forwarding(
                                directory, Duration.ofSeconds(quick ? 2 : 10), Duration.ofSeconds(quick ? 3 : 10))
                        .measure(rounds)));
        all.put("burst", () -> List.of(new AnnounceBurst(directory, quick ? 2_000 : 20_000).measure(rounds)));
        all.put("messages", () -> new DirectMessages(
                        directory, quick ? 300 : 12_000, quick ? 300 : 4_000, quick ? 30 : 200)
                .measure(rounds));
        all.put("cold", () -> List.of(new ColdMessage(directory).measure(quick ? 1 : 3)));
        all.put("start", () -> new Starting(directory).measure(rounds));
        if (!wanted.isEmpty()) {
            all.keySet().retainAll(wanted);
        }
        return all.values().stream()
                .flatMap(measurement -> measurement.get().stream())
                .peek(figure -> System.err.println(figure.rounds()))
                .toList();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
