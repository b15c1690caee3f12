package weft.nativecheck;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Compiles applications one after the other, says how each went, and ends with 1 when one didn't come through. {@code ./weft
 * native-check} starts it, with everything that it reads in place.
 */
final class NativeCheck {

    /** What the largest of the applications takes, all of its process together. */
    private static final long KILOBYTES_NEEDED = 7_000_000;

    /** What the builder may take of that for its objects. */
    static final String HEAP = "6g";

    private final Path home;
    private final Path sources;
    private final PrintStream out;

    private NativeCheck(Path home, Path sources, PrintStream out) {
        this.home = home;
        this.sources = sources;
        this.out = out;
    }

    /**
     * Takes the directory with {@code jars} and {@code stubs}, in which all that is made goes; the directory that holds every
     * application's sources under the path of its module; then name and module of each application.
     */
    public static void main(String... arguments) throws IOException {
        NativeCheck check = new NativeCheck(Path.of(arguments[0]), Path.of(arguments[1]), System.out);
        boolean through;
        try {
            through = check.all(List.of(arguments).subList(2, arguments.length));
        } catch (Unable e) {
            System.err.println("weft: " + e.getMessage());
            System.exit(2);
            return;
        }
        System.exit(through ? 0 : 1);
    }

    /** This machine can't run the check. */
    private static final class Unable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unable(String why) {
            super(why);
        }
    }

    private boolean all(List<String> applications) throws IOException {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("os.arch").equals("amd64")) {
            throw new Unable("the native check runs on Linux on an x86-64 processor; this is "
                    + System.getProperty("os.name") + " on " + System.getProperty("os.arch") + ".");
        }
        long available = available();
        if (available < KILOBYTES_NEEDED) {
            throw new Unable("the native check needs 7 GB of memory that nobody else uses, and " + available / 1000
                    + " MB are left here. End what takes it, or run the check on a larger machine.");
        }
        Builder builder = Builder.at(home.resolve("builder"), home.resolve("jars"), home.resolve("stubs"));
        Set<String> jdk = Symbols.ofJdk(builder.jdk());
        long begun = System.nanoTime();
        List<String> table = new ArrayList<>();
        boolean through = true;
        for (int i = 0; i + 1 < applications.size(); i += 2) {
            String name = applications.get(i);
            out.println(name + ": compiling");
            Compilation compilation = Compilation.of(
                    name,
                    ImageArguments.of(sources.resolve(applications.get(i + 1))),
                    builder,
                    home.resolve("images").resolve(name),
                    HEAP,
                    out);
            List<String> findings = Findings.of(compilation, jdk);
            findings.forEach(finding -> out.println(name + ": " + finding));
            table.add((findings.isEmpty() ? "through  " : "FAILED   ") + compilation.summary());
            through &= findings.isEmpty();
        }
        out.println();
        table.forEach(out::println);
        out.printf(
                "%d s in all, with the builder %s on Java %s%n",
                Duration.ofNanos(System.nanoTime() - begun).toSeconds(), builder.version(), Runtime.version());
        return through;
    }

    private static long available() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("MemAvailable:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("/proc/meminfo doesn't say how much memory is left");
    }
}
