package weft.nativecheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageArgumentsTest {

    private static final String PLACE = "META-INF/native-image/weft/library/";

    @TempDir
    private Path directory;

    private Path library;

    @BeforeEach
    void aRunnerNamesItsLibraries() throws IOException {
        Files.createDirectories(directory.resolve("lib"));
        library = directory.resolve("lib/library.jar");
        Attributes manifest = new Attributes();
        manifest.put(Attributes.Name.MAIN_CLASS, "weft.Main");
        manifest.put(Attributes.Name.CLASS_PATH, "lib/library.jar lib/absent.jar");
        manifest.putValue("Add-Opens", "java.base/java.lang java.base/java.nio");
        write(directory.resolve("weft-runner.jar"), manifest, Map.of());
        given("-J-Dfile.encoding=UTF-8 -H:+ReportExceptionStackTraces -H:Log=registerResource: "
                + "--initialize-at-build-time= -march=compatibility --no-fallback weft-runner -jar weft-runner.jar");
    }

    @Test
    void isWhatTheCommandMakesOfTheArgumentsAndTheManifest() throws IOException {
        write(library, new Attributes(), Map.of());
        ImageArguments arguments = ImageArguments.of(directory);
        assertThat(arguments.name()).isEqualTo("weft-runner");
        assertThat(arguments.mainClass()).isEqualTo("weft.Main");
        assertThat(arguments.classPath()).containsExactly(directory.resolve("weft-runner.jar"), library);
        assertThat(arguments.machine())
                .containsExactly(
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/java.nio=ALL-UNNAMED",
                        "-Dfile.encoding=UTF-8");
        assertThat(arguments.options())
                .containsExactly(
                        "-H:+ReportExceptionStackTraces@user",
                        "-H:Log@user=registerResource:",
                        "-H:ClassInitialization@user+api=:build_time",
                        "-H:MicroArchitecture@user+api=compatibility",
                        "-H:FallbackThreshold@user+api=0");
    }

    @Test
    void theClassPathHoldsWhereverTheBuilderRuns() throws IOException {
        write(library, new Attributes(), Map.of());
        Path here = Path.of("").toAbsolutePath();
        assertThat(ImageArguments.of(here.relativize(directory)).classPath())
                .isNotEmpty()
                .allMatch(Path::isAbsolute);
    }

    @Test
    void whatALibrarySaysOfItselfIsAddedWithItsPlace() throws IOException {
        write(
                library,
                new Attributes(),
                Map.of(
                        PLACE + "native-image.properties",
                        "Args = --initialize-at-run-time=a.A,b.B \\\n -Dx=y\n",
                        PLACE + "reachability-metadata.json",
                        "{}"));
        ImageArguments arguments = ImageArguments.of(directory);
        String place = "jar:" + library.toUri() + "!/" + PLACE;
        assertThat(arguments.machine()).contains("-Dx=y");
        assertThat(arguments.options())
                .startsWith(
                        "-H:ClassInitialization@" + place + "native-image.properties+api=a.A:run_time,b.B:run_time",
                        "-H:ReachabilityMetadataResources@" + place + "reachability-metadata.json+api=" + PLACE
                                + "reachability-metadata.json");
    }

    @Test
    void whatTheApplicationExcludesIsPassedOver() throws IOException {
        write(library, new Attributes(), Map.of(PLACE + "native-image.properties", "Args = --no-such-option"));
        given("weft-runner --exclude-config library\\.jar /META-INF/native-image/weft/.* -jar weft-runner.jar");
        assertThat(ImageArguments.of(directory).options()).isEmpty();
    }

    @Test
    void anOptionThatIsNotKnownIsNamedWithItsPlace() throws IOException {
        write(library, new Attributes(), Map.of(PLACE + "native-image.properties", "Args = --no-such-option"));
        assertThatThrownBy(() -> ImageArguments.of(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--no-such-option of jar:" + library.toUri());
    }

    private void given(String arguments) throws IOException {
        Files.writeString(directory.resolve("native-image.args"), arguments);
    }

    private static void write(Path jar, Attributes attributes, Map<String, String> files) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putAll(attributes);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                out.putNextEntry(new JarEntry(file.getKey()));
                out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
