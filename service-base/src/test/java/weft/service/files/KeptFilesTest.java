package weft.service.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.service.test.Damage;
import weft.service.token.KeySetFile;
import weft.service.vault.MasterKey;

/** The small files of all services: written whole, and refused by name when they are damaged. */
class KeptFilesTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void aDamagedMasterKeyIsNamedAndNeverReplaced(Damage damage) {
        Path file = directory.resolve("keys/master.key");
        MasterKey.load(file);
        damage.doTo(file);
        assertThatThrownBy(() -> MasterKey.load(file))
                .isInstanceOf(UnusableFile.class)
                .hasNoCause()
                .hasMessageContaining(file.toString())
                .hasMessageContaining("backup");
        assertThatThrownBy(() -> MasterKey.load(file)).isInstanceOf(UnusableFile.class);
        assertThat(Files.exists(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedKeySetIsNamed(Damage damage) throws IOException {
        Path file = Files.writeString(directory.resolve("jwks.json"), "{\"keys\":[]}");
        damage.doTo(file);
        assertThatThrownBy(() -> new KeySetFile(file))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContaining(file.toString());
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedSecretIsNamed(Damage damage) throws IOException {
        Path file = Files.writeString(directory.resolve("passphrase"), "low\n");
        damage.doTo(file);
        if (damage == Damage.TRUNCATED) {
            assertThat(SecretFile.text("It", file)).isEqualTo("lo");
        } else {
            assertThatThrownBy(() -> SecretFile.text("The file of the passphrase", file))
                    .isInstanceOf(UnusableFile.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void aSecretThatHasNoEndIsNamed() {
        assertThatThrownBy(() -> SecretFile.text("The file of the passphrase", Path.of("/dev/zero")))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContaining("/dev/zero can't be read (it has more than 65536 bytes)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a${b", " leading and trailing ", "$$", "a\\", "line\nline", "ü 🜁"})
    void aSecretIsTheWholeTextButForOneLineEnd(String secret) throws IOException {
        Path file = directory.resolve("secret");
        for (String end : new String[] {"", "\n", "\r\n"}) {
            Files.writeString(file, secret + end);
            assertThat(SecretFile.text("It", file)).isEqualTo(secret);
        }
    }

    @Test
    void aFileIsForItsOwnerAndNothingIsLeftBesideIt() throws IOException {
        Path file = directory.resolve("deep/er/file");
        PrivateFile.write(file, "one");
        PrivateFile.write(file, "two");
        PrivateFile.writeOnce(file, "three".getBytes(StandardCharsets.UTF_8));
        assertThat(file).hasContent("two");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
        assertThat(PrivateFile.setAside(file)).hasContent("two");
        assertThat(file).doesNotExist();
    }
}
