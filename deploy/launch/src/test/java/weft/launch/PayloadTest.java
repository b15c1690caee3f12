package weft.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadTest {

    @TempDir
    Path place;

    private Path directory;

    @BeforeEach
    void ship() throws IOException {
        directory = Files.createDirectory(place.resolve("weft"));
        write("app/weft.jar", "application");
        write("lib/main/a library.jar", "library");
        write("LICENSE", "licence");
        Payload.of(directory).writeTo(directory);
    }

    @Test
    void whatWasShippedStarts() {
        assertThat(Launch.refusal(directory)).isEmpty();
    }

    @Test
    void theManifestIsWhatSha256sumReads() throws IOException {
        assertThat(Files.readString(directory.resolve("payload.sha256"))).isEqualTo("""
                        8178ac72b28d77fcb851fcd301583182bd05d9663ed2ec8131e60f057c2795f7  LICENSE
                        1fe289205936c3fdb61158223892c7a8bee6ff4dfa085ea1c094ce0294e32114  app/weft.jar
                        b718f1354f7247312eca086d9a024afe5fa717ddea5adeddd6f12bcf945b2e8c  lib/main/a library.jar
                        """);
    }

    @Test
    void aChangedFileIsNamed() throws IOException {
        write("lib/main/a library.jar", "librarY");
        assertThat(Launch.refusal(directory).orElseThrow())
                .startsWith("Weft does not start: lib/main/a library.jar was changed in " + directory)
                .doesNotContain("\n");
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Files.delete(directory.resolve("LICENSE"));
        assertThat(Launch.refusal(directory).orElseThrow()).contains("LICENSE is missing");
    }

    @Test
    void anAddedFileIsNamed() throws IOException {
        write("lib/main/extra.jar", "");
        assertThat(Launch.refusal(directory).orElseThrow()).contains("lib/main/extra.jar was not shipped");
    }

    @Test
    void severalAreCounted() throws IOException {
        write("lib/main/extra.jar", "");
        write("LICENSE", "another");
        Files.delete(directory.resolve("app/weft.jar"));
        assertThat(Launch.refusal(directory).orElseThrow()).contains("LICENSE was changed, and 2 more, in");
    }

    @Test
    void aLinkIsJudgedByWhatItLeadsTo() throws IOException {
        Files.delete(directory.resolve("LICENSE"));
        Path elsewhere = Files.writeString(directory.resolveSibling("elsewhere"), "another");
        Files.createSymbolicLink(directory.resolve("LICENSE"), elsewhere);
        assertThat(Launch.refusal(directory).orElseThrow()).contains("LICENSE was changed");
    }

    @Test
    void aLinkToADirectoryHidesNothing() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolveSibling("jars"));
        Files.writeString(elsewhere.resolve("extra.jar"), "");
        Files.createSymbolicLink(directory.resolve("lib/more"), elsewhere);
        assertThat(Launch.refusal(directory).orElseThrow()).contains("lib/more/extra.jar was not shipped");
    }

    @Test
    void withoutAManifestNothingStarts() throws IOException {
        Files.delete(directory.resolve("payload.sha256"));
        assertThat(Launch.refusal(directory).orElseThrow())
                .contains("can't be checked")
                .doesNotContain("\n");
    }

    @Test
    void aManifestThatIsNoneIsRefused() throws IOException {
        write("payload.sha256", "nonsense\n");
        assertThat(Launch.refusal(directory).orElseThrow())
                .contains("can't be checked")
                .contains("payload.sha256");
    }

    @Test
    void aManifestThatIsAPipeHoldsNoStart() throws Exception {
        Path manifest = directory.resolve("payload.sha256");
        Files.delete(manifest);
        assertThat(new ProcessBuilder("mkfifo", manifest.toString()).start().waitFor())
                .isZero();
        assertThat(Launch.refusal(directory).orElseThrow()).contains("payload.sha256 is no file");
    }

    private void write(String path, String content) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
