package weft.nativetrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged agent in a Java machine of its own. */
class TraceIT {

    @Test
    void whatIsOpenedByNameIsWrittenWithWhoOpenedIt(@TempDir Path directory) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-javaagent:" + System.getProperty("weft.agent") + "=" + directory,
                        "-cp",
                        "target/test-classes",
                        Program.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.lines()).contains("1", "public java.lang.String java.lang.Object.toString()");

        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.toList();
        }
        assertThat(files).containsExactly(directory.resolve(process.pid() + ".tsv"));
        assertThat(Files.readAllLines(files.getFirst()))
                .doesNotHaveDuplicates()
                .anyMatch(line -> line.matches("java\\.util\\.ServiceLoader.*\tforName\tweft\\.nativetrace\\.Program"))
                .anyMatch(line ->
                        line.matches("java\\.util\\.ServiceLoader.*\tgetConstructor\tweft\\.nativetrace\\.Program"))
                .contains(
                        "weft.nativetrace.Program\tgetMethod\tjava.lang.Object",
                        "weft.nativetrace.Program\tgetResource\tweft/nativetrace/Program.class",
                        "weft.nativetrace.Program\tgetResource\tno/such/file");
    }
}
