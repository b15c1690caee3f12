package weft.reticulum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageRulesTest {

    @TempDir
    private Path sources;

    @Test
    void aPackageOfTwentyFiveFilesThatSaysWhatItIsIsRight() throws IOException {
        fill(sources.resolve("a/right"), 24);
        Files.createFile(sources.resolve("a/right/package-info.java"));
        assertThat(PackageRules.faultsOf(sources)).isEmpty();
    }

    @Test
    void oneMoreIsTooMany() throws IOException {
        fill(sources.resolve("large"), 25);
        Files.createFile(sources.resolve("large/package-info.java"));
        assertThat(PackageRules.faultsOf(sources)).singleElement().asString().contains("has 26 files");
    }

    @Test
    void oneThatDoesNotSayWhatItIsIsAFault() throws IOException {
        fill(sources.resolve("silent"), 1);
        assertThat(PackageRules.faultsOf(sources)).singleElement().asString().contains("no package-info.java");
    }

    private static void fill(Path folder, int files) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < files; i++) {
            Files.createFile(folder.resolve("File" + i + ".java"));
        }
    }
}
