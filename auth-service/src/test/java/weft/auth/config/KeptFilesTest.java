package weft.auth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.auth.store.keys.KeyDirectory;
import weft.auth.store.keys.PasswordsSetup;
import weft.service.files.UnusableFile;
import weft.service.test.Damage;

/** The files beside the database. */
class KeptFilesTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void aDamagedKeyIsNamedAndNeverReplaced(Damage damage) throws IOException {
        for (String name : new String[] {"pepper", "signing-key.json"}) {
            Path keys = directory.resolve(name + " damaged");
            KeyDirectory.in(keys);
            KeyDirectory.in(keys);
            Path file = keys.resolve(name);
            damage.doTo(file);
            for (int start = 0; start < 2; start++) {
                assertThatThrownBy(() -> KeyDirectory.in(keys))
                        .isInstanceOf(UnusableFile.class)
                        .hasNoCause()
                        .hasMessageContaining(file.toString());
            }
            assertThat(Files.exists(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "null", "[]", "5", "{}", "{\"kty\":\"OKP\"}", "\"\"", "{\"kty\":5}"})
    void whatIsNoSigningKeyIsNamed(String json) throws IOException {
        Path file = Files.writeString(directory.resolve("signing-key.json"), json);
        assertThatThrownBy(() -> KeyDirectory.in(directory))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContaining(file.toString());
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"EMPTY", "TRUNCATED"})
    void aDamagedListOfRefusedPasswordsIsNamed(Damage damage) {
        Path file = directory.resolve("refused");
        damage.doTo(file);
        AuthSettings config = new SmallRyeConfigBuilder()
                .withMapping(AuthSettings.class)
                .withSources(new PropertiesConfigSource(
                        Map.of("weft.auth.passwords.blocklist-file", file.toString()), "the test", 300))
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(AuthSettings.class);
        assertThatThrownBy(() -> new PasswordsSetup().rules(config, Optional.empty()))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContainingAll("weft.auth.passwords.blocklist-file", file.toString());
    }
}
