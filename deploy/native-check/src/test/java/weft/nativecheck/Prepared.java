package weft.nativecheck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The builder and what it builds, made once for all tests of a run. */
final class Prepared {

    static final Path ROOT = Path.of(System.getProperty("weft.root"));

    private static final Path PLACE = ROOT.resolve("deploy/native-check/target/native");

    private static Builder builder;
    private static Set<String> jdk;
    private static Map<String, Path> sources;

    private Prepared() {}

    static synchronized Builder builder() throws IOException {
        if (builder == null) {
            builder = Builder.at(
                    PLACE.resolve("builder"),
                    ROOT.resolve(".weft/native/jars"),
                    ROOT.resolve("deploy/native-check/src/main/native"));
        }
        return builder;
    }

    /** The native methods that the libraries of the builder's JDK hold. */
    static synchronized Set<String> nativeMethods() throws IOException {
        if (jdk == null) {
            jdk = Symbols.ofJdk(builder().jdk());
        }
        return jdk;
    }

    /** What the builder is given for each application, from a build of what is committed, by the application's name. */
    static synchronized Map<String, Path> sources() {
        if (sources == null) {
            try {
                Path all = PLACE.resolve("sources");
                System.out.print(
                        Command.run(ROOT.resolve("deploy/native-sources").toString(), all.toString()));
                Map<String, Path> found = new LinkedHashMap<>();
                String module = ROOT.resolve("deploy/module").toString();
                for (String name : Command.run(module, "names").lines().toList()) {
                    found.put(name, all.resolve(Command.run(module, name).strip()));
                }
                sources = found;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return sources;
    }

    /** Where a test may build an image. */
    static Path image(String name) {
        return PLACE.resolve("images").resolve(name);
    }
}
