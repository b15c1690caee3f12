package weft.nativecheck;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One application, compiled: how the builder ended and what it left.
 *
 * @param application its name
 * @param code the builder's exit code
 * @param took from the builder's start to its end
 * @param peakKilobytes the most memory that its process held, or 0 where the system doesn't tell
 * @param methods how many methods of the application are reachable, or 0 when it didn't come so far
 * @param log everything that the builder printed
 * @param directory what it wrote
 * @param image what it was told
 */
record Compilation(
        String application,
        int code,
        Duration took,
        long peakKilobytes,
        long methods,
        Path log,
        Path directory,
        ImageArguments image) {

    private static final Pattern STAGE = Pattern.compile("^\\[\\d+/\\d+] .*");
    private static final Pattern METHODS = Pattern.compile("([\\d,]+) methods found reachable");

    /**
     * Builds an application's image up to its object file, and says each of the builder's stages as it comes.
     *
     * @param directory where everything goes that the builder writes; empty, or not there yet
     * @param heap how much the builder may take for its objects, as {@code -Xmx} has it
     */
    static Compilation of(
            String application,
            ImageArguments image,
            Builder builder,
            Path directory,
            String heap,
            PrintStream progress)
            throws IOException {
        Path place = Files.createDirectories(directory.toAbsolutePath().normalize());
        Path log = place.resolve("builder.log");
        long begun = System.nanoTime();
        ProcessBuilder command = new ProcessBuilder(builder.command(image, place, heap))
                // Quarkus has it write a file of figures beside it.
                .directory(place.toFile())
                .redirectErrorStream(true);
        command.environment().put("JVMCI_VERSION_CHECK", "warn");
        Process process = command.start();
        // Whoever ends the check ends the builder with it.
        Thread ending = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(ending);
        try (PeakMemory memory = PeakMemory.of(process.pid());
                BufferedReader lines = process.inputReader();
                Writer all = Files.newBufferedWriter(log)) {
            process.getOutputStream().close();
            long methods = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                all.write(line + "\n");
                if (STAGE.matcher(line).matches()) {
                    progress.printf(
                            "  %s, %d s: %s%n", application, seconds(begun), line.replaceAll("\\s*\\.\\.\\..*", ""));
                }
                Matcher found = METHODS.matcher(line);
                if (found.find()) {
                    methods = Long.parseLong(found.group(1).replace(",", ""));
                }
            }
            int code = process.waitFor();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            return new Compilation(application, code, took, memory.kilobytes(), methods, log, place, image);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + application + " was compiled", e);
        } finally {
            process.destroy();
            Runtime.getRuntime().removeShutdownHook(ending);
        }
    }

    /** The object file that the linker would get. */
    Optional<Path> object() throws IOException {
        return written(name -> name.equals(image.name() + ".o"));
    }

    /** The builder's report on which class is initialised when. */
    Optional<Path> initialization() throws IOException {
        return written(name -> name.matches("class_initialization_report_.*\\.csv"));
    }

    private Optional<Path> written(Predicate<String> name) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> name.test(file.getFileName().toString()))
                    .findFirst();
        }
    }

    /** How long it took and what came of it, in one line. */
    String summary() throws IOException {
        Optional<Path> object = object();
        long bytes = object.isPresent() ? Files.size(object.get()) : 0;
        return String.format(
                Locale.ROOT,
                "%-9s %4d s, %.1f GB of memory, %d methods reachable, object file of %.1f MB",
                application,
                took.toSeconds(),
                peakKilobytes / 1e6,
                methods,
                bytes / 1e6);
    }

    private static long seconds(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun).toSeconds();
    }
}
