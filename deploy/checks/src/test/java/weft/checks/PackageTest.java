package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator downloads, unpacked and run as an operator would. */
class PackageTest {

    /** The most that systemd may find exposed, of ten. */
    private static final double EXPOSED_AT_MOST = 1.5;

    @TempDir
    static Path directory;

    private static Path debian;

    @BeforeAll
    static void buildThePackage() throws IOException {
        Tools.Outcome built = Tools.run(
                "deploy/deb/build", "deploy/distribution/target/stage/weft", "1.2.3-SNAPSHOT", directory.toString());
        assertThat(built.ok()).as(built.output()).isTrue();
        debian = only(directory, ".deb");
    }

    @Test
    void theArchivesRunWithTheirManifestWhole() throws IOException {
        Path target = Tools.ROOT.resolve("deploy/distribution/target");
        for (String kind : List.of(".tar.gz", ".zip")) {
            Path place = Files.createDirectory(directory.resolve("unpacked" + kind));
            String archive = only(target, kind).toString();
            List<String> unpack = kind.equals(".zip")
                    ? List.of("python3", "-m", "zipfile", "-e", archive, place.toString())
                    : List.of("tar", "-xzf", archive, "-C", place.toString());
            assertThat(Tools.run(place, unpack).ok()).isTrue();
            Path weft = only(place, "");
            // Python's zipfile leaves the permission to run behind, which unzip keeps.
            weft.resolve("bin/weft").toFile().setExecutable(true);
            assertThat(Tools.run(weft, List.of("sha256sum", "-c", "--quiet", "payload.sha256"))
                            .ok())
                    .isTrue();
            Tools.Outcome version = Tools.run(weft.resolve("bin/weft").toString(), "--version");
            assertThat(version.output()).startsWith("Weft ");
            assertThat(version.ok()).isTrue();
        }
    }

    @Test
    void thePackageRunsWithItsOwnJavaAndPostgres() throws IOException {
        Tools.Outcome started = NodeStart.ofPackage(debian, directory);
        assertThat(started.output()).contains("Ready after").doesNotContain("Exception");
        assertThat(started.code()).isZero();
    }

    @Test
    void thePackageSaysWhatItIsAndKeepsItsConfiguration() {
        String control = Tools.run("dpkg-deb", "-f", debian.toString()).output();
        assertThat(control).contains("Package: weft").contains("Version: 1.2.3~snapshot");
        assertThat(Tools.run("dpkg-deb", "--info", debian.toString(), "conffiles")
                        .output())
                .isEqualTo("/etc/weft/weft.yaml\n");
        assertThat(Tools.run("dpkg-deb", "-c", debian.toString()).output().lines())
                .allSatisfy(line -> assertThat(line).contains(" root/root "))
                // A link's own mode says nothing.
                .filteredOn(line -> line.charAt(0) != 'l')
                .noneMatch(line -> line.startsWith("-rws") || line.charAt(5) == 'w' || line.charAt(8) == 'w');
    }

    @Test
    void systemdFindsLittleExposed() {
        Path unit = Tools.ROOT.resolve("deploy/distribution/src/main/shipped/systemd/weft.service");
        Tools.Outcome outcome = Tools.run(
                "systemd-analyze",
                "security",
                "--offline=true",
                "--no-pager",
                "--threshold=" + Math.round(EXPOSED_AT_MOST * 10),
                unit.toString());
        assertThat(outcome.ok()).as(outcome.output()).isTrue();
        assertThat(outcome.output()).contains("Overall exposure level for weft.service");
    }

    @Test
    void supervisorsStartAgainWhatEndsByItself() throws IOException {
        assertThat(Files.readAllLines(Tools.ROOT.resolve("deploy/distribution/src/main/shipped/systemd/weft.service")))
                // The node's exit codes of failure are not among those of success.
                .contains("Restart=on-failure", "SuccessExitStatus=143", "StartLimitBurst=10");
        assertThat(Files.readAllLines(Tools.ROOT.resolve("deploy/compose/compose.yaml")))
                .filteredOn(line -> line.strip().equals("restart: unless-stopped"))
                .hasSize(2);
    }

    static Path only(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().endsWith(ending))
                    .toList();
            assertThat(found).as("%s in %s", ending, folder).hasSize(1);
            return found.getFirst();
        }
    }
}
