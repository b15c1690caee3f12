package weft.nativecheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is wrong with a compiled application, in sentences that say what to look at. */
final class Findings {

    /** An offset into memory that the builder couldn't take for the image's: what reads by it reads somewhere else. */
    private static final String OFFSETS = "automatic field value transformation failed";

    private static final int SAID = 20;

    private final List<String> found = new ArrayList<>();

    private Findings() {}

    /**
     * Looks at everything that the check is for.
     *
     * @param jdk the native methods of the JDK, which the linker would find in its libraries
     * @return nothing, when the application came through
     */
    static List<String> of(Compilation compilation, Set<String> jdk) throws IOException {
        Findings findings = new Findings();
        findings.lookAtEnd(compilation);
        findings.lookAtLog(compilation);
        findings.lookAtObject(compilation, jdk);
        findings.lookAtInitialization(compilation);
        return List.copyOf(findings.found);
    }

    private void lookAtEnd(Compilation compilation) throws IOException {
        if (compilation.code() != 0) {
            found.add("the builder ended with " + compilation.code() + ":\n" + reason(compilation.log()));
        }
    }

    private void lookAtLog(Compilation compilation) throws IOException {
        try (Stream<String> lines = Files.lines(compilation.log())) {
            lines.filter(line -> line.contains(OFFSETS))
                    .distinct()
                    .limit(SAID)
                    .forEach(line -> found.add("the builder warns of what may corrupt memory: " + line.strip()));
        }
    }

    private void lookAtObject(Compilation compilation, Set<String> jdk) throws IOException {
        Optional<Path> object = compilation.object();
        if (object.isEmpty()) {
            found.add("there is no object file");
            return;
        }
        Symbols.undefined(object.get()).stream()
                .filter(symbol -> !jdk.contains(symbol))
                .limit(SAID)
                .forEach(symbol -> found.add("the object file calls the native method " + symbol
                        + ", which is in no library of the JDK: the linker would not find it"));
    }

    private void lookAtInitialization(Compilation compilation) throws IOException {
        Optional<Path> report = compilation.initialization();
        if (report.isEmpty()) {
            found.add("there is no report on when classes are initialised");
            return;
        }
        StoredState state = StoredState.of(compilation.image().classPath());
        for (String name : new InitializationReport(report.get()).builtIn()) {
            if (StoredState.lookedInto(name)) {
                for (String stored : state.of(name)) {
                    found.add(name + " is initialised while the image is built and holds " + stored
                            + ": name it in an --initialize-at-run-time of its module");
                }
            }
        }
    }

    /** What it calls errors, and how its log ends. */
    private static String reason(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        List<String> said = new ArrayList<>(lines.stream()
                .filter(line -> line.startsWith("Error: ") || line.startsWith("Fatal error: "))
                .limit(SAID)
                .toList());
        said.addAll(lines.subList(Math.max(0, lines.size() - SAID), lines.size()));
        return String.join("\n", said);
    }
}
