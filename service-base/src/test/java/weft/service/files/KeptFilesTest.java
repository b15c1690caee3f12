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
        MasterKey.load(file, () -> false);
        damage.doTo(file);
        assertThatThrownBy(() -> MasterKey.load(file, () -> false))
                .isInstanceOf(UnusableFile.class)
                .hasNoCause()
                .hasMessageContaining(file.toString())
                .hasMessageContaining("backup");
        assertThatThrownBy(() -> MasterKey.load(file, () -> true)).isInstanceOf(UnusableFile.class);
        assertThat(Files.exists(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @Test
    void aKeyThatIsGoneIsMadeAnewOnlyWhereNothingNeedsIt() throws IOException {
        Path file = directory.resolve("keys/master.key");
        for (int start = 0; start < 2; start++) {
            assertThatThrownBy(() -> MasterKey.load(file, () -> true))
                    .isInstanceOf(UnusableFile.class)
                    .hasNoCause()
                    .hasMessage("The master key " + file + " isn't there, and there is data that needs it."
                            + " Put the right file back from your backup; without it nothing stored can be read.");
        }
        assertThat(file).doesNotExist();

        MasterKey.load(file, () -> false);
        byte[] made = Files.readAllBytes(file);
        MasterKey.load(file, () -> true);
        assertThat(file).hasBinaryContent(made);

        // Another process was first, and had data by the time this one asked.
        Files.delete(file);
        MasterKey.load(file, () -> {
            MasterKey.load(file, () -> false);
            return true;
        });
        assertThat(file).exists();
    }

    @Test
    void ofALogTheEndIsReadAndOfAPipeNothing() throws IOException {
        Path log = Files.writeString(directory.resolve("log"), "x".repeat(100_000) + "\nthe last line \u00fc");
        assertThat(SmallFile.end(log, 20)).endsWith("\nthe last line \u00fc");
        assertThat(SmallFile.end(log, 1 << 20)).hasSize(100_016);
        Damage.PIPE.doTo(log);
        assertThatThrownBy(() -> SmallFile.end(log, 20)).hasMessageContaining("is a pipe");
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
                .hasMessageContaining("/dev/zero is a pipe, a socket or a device, and no file");
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
