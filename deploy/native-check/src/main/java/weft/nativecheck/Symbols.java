package weft.nativecheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of native methods, as object files and libraries have them. */
final class Symbols {

    private static final String NATIVE_METHOD = "Java_";

    private Symbols() {}

    /** The native methods that an object file calls and doesn't hold. */
    static Set<String> undefined(Path object) throws IOException {
        return named(Command.run("nm", "--undefined-only", "--format=just-symbols", object.toString()));
    }

    /** The native methods that the libraries of a JDK hold. */
    static Set<String> ofJdk(Path jdk) throws IOException {
        Set<String> all = new TreeSet<>();
        try (Stream<Path> files = Files.walk(jdk.resolve("lib"))) {
            List<Path> libraries =
                    files.filter(file -> file.toString().endsWith(".so")).toList();
            for (Path library : libraries) {
                all.addAll(named(
                        Command.run("nm", "--dynamic", "--defined-only", "--format=just-symbols", library.toString())));
            }
        }
        return all;
    }

    private static Set<String> named(String listing) {
        return listing.lines()
                .map(line -> line.replaceAll("@.*", "").strip())
                .filter(line -> line.startsWith(NATIVE_METHOD))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
