package weft.transport.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.reticulum.Entropy;
import weft.service.files.UnusableFile;
import weft.service.test.Damage;

class TransportIdentityTest {

    @TempDir
    Path directory;

    private final Entropy entropy = new Random(7)::nextBytes;

    @ParameterizedTest
    @EnumSource
    void aDamagedIdentityIsNamedAndNeverReplaced(Damage damage) {
        var first = TransportIdentity.load(directory, entropy).identity().hash();
        assertThat(TransportIdentity.load(directory, entropy).identity().hash()).isEqualTo(first);
        Path file = directory.resolve("transport_identity");
        damage.doTo(file);
        for (int start = 0; start < 2; start++) {
            assertThatThrownBy(() -> TransportIdentity.load(directory, entropy))
                    .isInstanceOf(UnusableFile.class)
                    .hasMessageContaining(file.toString());
        }
    }
}
