package weft.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSpaceTest {

    @TempDir
    Path directory;

    @Test
    void aDirectoryWithRoomCanBeWrittenAndKeepsNothing() throws Exception {
        assertThat(DataSpace.reason(directory, 1)).isEmpty();
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aFullDiskAndADirectoryThatIsGoneAreNamed() {
        assertThat(DataSpace.reason(directory, Long.MAX_VALUE))
                .hasValueSatisfying(reason -> assertThat(reason).contains("is full", directory.toString()));
        assertThat(DataSpace.reason(directory.resolve("gone"), 1))
                .hasValueSatisfying(reason -> assertThat(reason).contains("Nothing can be written"));
    }
}
