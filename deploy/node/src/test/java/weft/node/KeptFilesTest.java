package weft.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.service.test.Damage;

/** What stands in the data directory beside keys and certificate. */
class KeptFilesTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"DIRECTORY", "PIPE", "DEVICE"})
    void aLockThatCannotBeTakenNamesTheDirectory(Damage damage) throws IOException {
        damage.doTo(directory.resolve("node.lock"));
        assertThatThrownBy(() -> DataDirectory.take(directory))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(directory.toString());
    }

    @ParameterizedTest
    @EnumSource(names = {"EMPTY", "GARBAGE"})
    void whatStandsInTheLockDoesNotMatter(Damage damage) throws IOException {
        damage.doTo(directory.resolve("node.lock"));
        try (DataDirectory taken = DataDirectory.take(directory)) {
            assertThat(taken.root()).isEqualTo(directory);
        }
    }
}
