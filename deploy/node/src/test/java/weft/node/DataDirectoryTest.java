package weft.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories and files that an operator may name, and what is said of those that can't be used. */
class DataDirectoryTest {

    @TempDir
    Path place;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data",
                "two words",
                "'q' \"q\"",
                "$HOME ${HOME} $(id)",
                "`id`",
                "a;b&c|d",
                "#1 100%25 a+b",
                "@data",
                "a/b/../c"
            })
    void whateverAShellOrAnAddressWouldReadInItIsPartOfItsName(String name) throws IOException {
        try (DataDirectory data = DataDirectory.take(place.resolve(name))) {
            assertThat(data.root()).isEqualTo(place.resolve(name).normalize());
            assertThat(data.root().resolve("node.lock")).exists();
        }
    }

    @Test
    void aRelativeOneCountsFromWhereTheNodeIsStarted() throws IOException {
        Path relative = Path.of("").toAbsolutePath().relativize(place.resolve("data"));
        try (DataDirectory data = DataDirectory.take(relative)) {
            assertThat(data.root()).isEqualTo(place.resolve("data"));
        }
    }

    @Test
    void aLinkIsFollowed() throws IOException {
        Files.createDirectory(place.resolve("disk"));
        Files.createSymbolicLink(place.resolve("data"), place.resolve("disk"));
        DataDirectory.take(place.resolve("data")).close();
        assertThat(place.resolve("disk/node.lock")).exists();
    }

    @Test
    void aLinkThatLeadsNowhereIsNamedWhereverItStands() throws IOException {
        Path link = Files.createSymbolicLink(place.resolve("disk"), place.resolve("absent"));
        refused(link, "The data directory", link + " is a link that leads nowhere");
        refused(link.resolve("data"), "The data directory", link + " is a link that leads nowhere");

        Path data = Files.createDirectory(place.resolve("data"));
        Path keys = Files.createSymbolicLink(data.resolve("keys"), place.resolve("absent"));
        refused(data, "The directory of the keys", keys + " is a link that leads nowhere");
        assertThat(place.resolve("absent")).doesNotExist();
    }

    @Test
    void aFileIsNoDirectory() throws IOException {
        Path file = Files.writeString(place.resolve("file"), "");
        refused(file, "The data directory", file + " is no directory");
        refused(file.resolve("data"), "The data directory", file + " is no directory");
    }

    @Test
    void aLineBreakAndAPathTooLongForTheDatabaseAreRefused() {
        refused(place.resolve("a\nb"), "The data directory", "control character");
        Path longest = place.resolve("x".repeat(200)).resolve("y".repeat(200)).resolve("z".repeat(200));
        refused(longest.resolve("\u00e4".repeat(100)), "The data directory", "more than 800 bytes");
        assertThat(place).isEmptyDirectory();
    }

    @Test
    void whatIsToBeReadHasToBeThere() throws IOException {
        Path file = Files.writeString(place.resolve("weft.yaml"), "");
        assertThat(GivenPath.existing("The configuration file", file)).isEqualTo(file);
        Path link = Files.createSymbolicLink(place.resolve("link"), place.resolve("absent"));
        assertThatThrownBy(() -> GivenPath.existing("The configuration file", link))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(link + " is a link that leads nowhere");
        assertThatThrownBy(() -> GivenPath.existing("The configuration file", place.resolve("absent")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("isn't there");
    }

    private static void refused(Path path, String... words) {
        assertThatThrownBy(() -> DataDirectory.take(path))
                .isInstanceOf(StartFailure.class)
                .hasMessageContainingAll(words);
    }
}
