package weft.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/** The page {@code docs/performance.md}. */
record Report(List<Figure> figures) {

    String text() {
        StringBuilder text = new StringBuilder("""
                # What was measured

                Written by `./weft bench` on %s; not edited. %s.
                Medians; Weft and the reference take turns in one run.

                | what | wanted | Weft | reference | ratio | reached |
                |---|---|---|---|---|---|
                """.formatted(LocalDate.now(), machine()));
        figures.forEach(figure -> text.append(figure.row()).append('\n'));
        text.append("\n## How, and every round\n\n");
        for (Figure figure : figures) {
            text.append(figure.rounds()).append('\n');
            figure.remarks().forEach(remark -> text.append("  ").append(remark).append('\n'));
        }
        List<Figure> missed = figures.stream().filter(figure -> !figure.met()).toList();
        text.append("\n## What falls short\n\n");
        if (missed.isEmpty()) {
            text.append("Nothing.\n");
        }
        missed.forEach(figure -> text.append("- ").append(figure.shortfall()).append('\n'));
        return text.toString();
    }

    private static String machine() {
        return "%d cores (%s), %d GB of memory, %s, Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        field("/proc/cpuinfo", "model name"),
                        Math.round(Double.parseDouble(
                                        field("/proc/meminfo", "MemTotal").replaceAll("\\D", ""))
                                / 1e6),
                        System.getProperty("os.name") + " " + System.getProperty("os.version"),
                        System.getProperty("java.version"));
    }

    private static String field(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("0");
        } catch (IOException e) {
            return "0";
        }
    }
}
