package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the release workflow runs that also runs here: how it lists, signs and packs. */
class ReleaseStepsTest {

    @TempDir
    Path place;

    private Path release;

    @BeforeEach
    void download() throws IOException {
        release = Files.createDirectory(place.resolve("release"));
    }

    /** The step of build.yml, on files as the jobs before it leave them; then what whoever downloads them runs. */
    @Test
    void theListOfFilesIsWhatVerifyReads() throws IOException {
        Files.writeString(
                release.resolve("sbom.cyclonedx.json"),
                "{\"bomFormat\": \"CycloneDX\", \"components\": [{\"name\": \"one\"}]}");
        for (String name : List.of("weft-1.2.3.tar.gz", "weft_1.2.3_arm64.deb", "weft-1.2.3-experimental-macos.dmg")) {
            Files.writeString(release.resolve(name), name);
        }
        Path images = Files.createDirectory(place.resolve("images"));
        Files.writeString(images.resolve("node-1.2.3.txt"), "ghcr.io/owner/weft/node:1.2.3@sha256:" + "0".repeat(64));
        Path output = place.resolve("output");

        Tools.Outcome listed = Tools.run(
                place,
                List.of("env", "GITHUB_OUTPUT=" + output, "bash", "-e", "-o", "pipefail", "-c", step("files", "sums")));
        assertThat(listed.ok()).as(listed.output()).isTrue();

        String sums = Files.readString(release.resolve("SHA256SUMS"));
        assertThat(sums.lines()).hasSize(5);
        assertThat(Files.readString(place.resolve("made-of-libraries")).lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).contains("1.2.3"));
        String subjects = Files.readString(output).strip();
        assertThat(subjects).startsWith("subjects=").doesNotContain("\n");
        assertThat(new String(Base64.getDecoder().decode(subjects.substring("subjects=".length()))))
                .isEqualTo(sums);

        Files.writeString(release.resolve("build.intoto.jsonl"), "{}");
        Files.writeString(release.resolve("multiple.intoto.jsonl"), "{}");
        Tools.Outcome verified = Tools.run("deploy/verify", "--checksums-only", release.toString());
        assertThat(verified.output()).contains("images.txt: checksum good").contains("Good as far as checksums go");
        assertThat(verified.ok()).isTrue();
    }

    @Test
    void withoutAKeyNothingIsSignedAndNothingFails() throws IOException {
        Files.writeString(release.resolve("weft-1.2.3.tar.gz"), "archive");
        Tools.Outcome outcome = Tools.run(
                Tools.ROOT, List.of("env", "-u", "COSIGN_PRIVATE_KEY", ".github/release/sign", release.toString()));
        assertThat(outcome.output()).startsWith("::notice::There is no signing key");
        assertThat(outcome.ok()).isTrue();
        try (Stream<Path> files = Files.list(release)) {
            assertThat(files).hasSize(1);
        }
    }

    /** On this system jpackage makes the application and no installer; what it starts is the same. */
    @Test
    void theInstallersApplicationStartsWithWhatWasShippedAndNothingElse() throws IOException {
        String version = version();
        Path archive = Tools.ROOT.resolve("deploy/distribution/target/weft-" + version + ".tar.gz");
        Tools.Outcome made = Tools.run(".github/release/installer", version, archive.toString(), place.toString());
        assertThat(made.ok()).as(made.output()).isTrue();
        Path application = place.resolve("weft-" + version + "-experimental-linux");
        Tools.Outcome started = Tools.run(application.resolve("bin/Weft").toString(), "--version");
        assertThat(started.output()).isEqualTo("Weft " + version + "\n");

        Files.writeString(application.resolve("lib/app/weft/lib/added.jar"), "added");
        Tools.Outcome refused = Tools.run(application.resolve("bin/Weft").toString(), "--version");
        assertThat(refused.output()).contains("lib/added.jar was not shipped");
        assertThat(refused.code()).isEqualTo(1);
    }

    private static String version() throws IOException {
        return Files.readString(Tools.ROOT.resolve("pom.xml"))
                .lines()
                .filter(line -> line.matches("  <version>.*</version>"))
                .map(line -> line.replaceAll("</?version>", "").strip())
                .findFirst()
                .orElseThrow();
    }

    private static String step(String job, String id) throws IOException {
        Workflow build = Workflow.read(Workflow.DIRECTORY.resolve("build.yml"));
        for (JsonNode step : build.jobs().get(job).get("steps")) {
            if (step.path("id").asText().equals(id)) {
                return step.get("run").asText();
            }
        }
        throw new AssertionError("build.yml's job " + job + " has no step " + id);
    }
}
