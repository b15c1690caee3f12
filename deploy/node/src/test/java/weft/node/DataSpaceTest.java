package weft.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.service.health.HealthItem;
import weft.service.test.Damage;

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
    void nothingThatHasTheNameOfTheProbeHoldsIt() throws Exception {
        Damage.PIPE.doTo(directory.resolve("probe.new"));
        assertThat(DataSpace.reason(directory, 1)).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void operatorsAreToldBeforeTheDiskIsFull() {
        assertThat(DataSpace.item(directory, 1, 1).state()).isEqualTo(HealthItem.State.GOOD);
        assertThat(DataSpace.item(directory, 1, Long.MAX_VALUE).state()).isEqualTo(HealthItem.State.LOOK);
        assertThat(DataSpace.item(directory, Long.MAX_VALUE, Long.MAX_VALUE)).satisfies(item -> {
            assertThat(item.state()).isEqualTo(HealthItem.State.BAD);
            assertThat(item.code()).isEqualTo("disk");
        });
        assertThat(DataSpace.item(directory.resolve("gone"), 1, 1).state()).isEqualTo(HealthItem.State.BAD);
    }

    @Test
    void aDiskIsFullBelowTheBoundAndOneThatCannotBeAskedIsNot() {
        assertThat(DataSpace.isFull(directory, 1)).isFalse();
        assertThat(DataSpace.isFull(directory, Long.MAX_VALUE)).isTrue();
        assertThat(DataSpace.isFull(directory.resolve("gone"), Long.MAX_VALUE)).isFalse();
    }

    @Test
    void aFullDiskAndADirectoryThatIsGoneAreNamed() {
        assertThat(DataSpace.reason(directory, Long.MAX_VALUE))
                .hasValueSatisfying(reason -> assertThat(reason).contains("is full", directory.toString()));
        assertThat(DataSpace.reason(directory.resolve("gone"), 1))
                .hasValueSatisfying(reason -> assertThat(reason).contains("Nothing can be written"));
    }
}
