package weft.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an installed node does before anything of it runs. */
class LaunchIT {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    Path directory;

    private Path installed;

    private record Ended(int code, List<String> lines) {}

    @BeforeEach
    void install() throws IOException {
        Path packaged = Path.of(System.getProperty("weft.node.jar")).getParent();
        installed = directory.resolve("weft");
        try (Stream<Path> files = Files.walk(packaged)) {
            files.forEach(file -> copy(file, installed.resolve(packaged.relativize(file))));
        }
    }

    @Test
    void anUntouchedOneRuns() throws Exception {
        Ended ended = run();
        assertThat(ended.code()).isZero();
        assertThat(ended.lines()).singleElement().asString().startsWith("Weft ");
    }

    @Test
    void oneByteOfOneJarStopsTheStart() throws Exception {
        Path jar = library();
        try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "rw")) {
            file.seek(file.length() / 2);
            int old = file.read();
            file.seek(file.length() / 2);
            file.write(old ^ 1);
        }
        assertRefused(installed.relativize(jar) + " was changed");
    }

    @Test
    void aCutJarStopsTheStart() throws Exception {
        Path jar = installed.resolve("quarkus/generated-bytecode.jar");
        try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }
        assertRefused("quarkus/generated-bytecode.jar was changed");
    }

    @Test
    void anAddedJarStopsTheStart() throws Exception {
        Files.copy(library(), installed.resolve("lib/main/added.jar"));
        assertRefused("lib/main/added.jar was not shipped");
    }

    @Test
    void aMissingJarStopsTheStart() throws Exception {
        Path jar = library();
        Files.delete(jar);
        assertRefused(installed.relativize(jar) + " is missing");
    }

    @Test
    void theApplicationMayDoWhatQuarkusWantsItTo() throws IOException {
        assertThat(opened("weft.jar")).isNotEmpty().isEqualTo(opened("quarkus-run.jar"));
    }

    @Test
    void lettersThatTheLocaleCannotExpressStopTheStartWithWhatToDo() throws Exception {
        Ended ended = run(
                "env",
                "LC_ALL=C",
                "bash",
                "-c",
                "exec \"$0\" -jar \"$1\" start --data $'/tmp/J\\303\\266rg'",
                JAVA,
                installed.resolve("weft.jar").toString());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.lines())
                .singleElement()
                .asString()
                .startsWith("Weft does not start: an argument has letters")
                .contains("LC_ALL=C.UTF-8");
    }

    private Set<String> opened(String jar) throws IOException {
        try (JarFile file = new JarFile(installed.resolve(jar).toFile())) {
            return Set.of(
                    file.getManifest().getMainAttributes().getValue("Add-Opens").split(" "));
        }
    }

    private void assertRefused(String why) throws Exception {
        Ended ended = run();
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.lines())
                .singleElement()
                .asString()
                .startsWith("Weft does not start: " + why + " in " + installed);
    }

    private Path library() throws IOException {
        try (Stream<Path> jars = Files.list(installed.resolve("lib/main"))) {
            return jars.filter(jar -> jar.getFileName().toString().contains("bcprov"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Ended run() throws Exception {
        return run(JAVA, "-jar", installed.resolve("weft.jar").toString(), "--version");
    }

    private static Ended run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = process.inputReader().lines().toList();
        return new Ended(process.waitFor(), lines);
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
