package weft.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.node.StartFailure;
import weft.service.test.Damage;

class ConfigurationFileTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void aDamagedFileIsNamed(Damage damage) throws IOException {
        Path file = Files.writeString(directory.resolve("weft.yaml"), "{weft: {node: {name: Harbour Club}}}");
        damage.doTo(file);
        if (damage == Damage.EMPTY) {
            assertThat(ConfigurationFile.read(file, 280).keys().values()).isEmpty();
        } else {
            assertThatThrownBy(() -> ConfigurationFile.read(file, 280))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining(file.toString());
        }
    }
}
