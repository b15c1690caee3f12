package weft.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
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

    @Test
    void anotherEncodingIsNamed() throws IOException {
        String text = "weft:\n  node: {name: Müritz}\n";
        assertThat(named(text.getBytes(StandardCharsets.UTF_8))).isEqualTo("Müritz");
        assertThat(named(("\uFEFF" + text).getBytes(StandardCharsets.UTF_8))).isEqualTo("Müritz");
        assertThat(named(("\uFEFF{\"weft\": {\"node\": {\"name\": \"Müritz\"}}}").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("Müritz");
        for (Charset charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertThatThrownBy(() -> named(text.getBytes(charset)))
                    .as(charset.name())
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("is written in UTF-16; save it as UTF-8");
        }
        assertThatThrownBy(() -> named(text.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("no UTF-8 text, in line 2; save it as UTF-8");
    }

    @Test
    void whatNoTextHasIsNamedAsWhatItIs() {
        for (String text :
                List.of("weft:\n  node: {name: \"a\0b\"}\n", "{\"weft\":\n {\"node\": \"\0\"}}", "\n\0\0\0\0")) {
            assertThatThrownBy(() -> named(text.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("holds a zero byte (NUL), which no text has, in line 2; remove it")
                    .hasMessageNotContaining("UTF-16");
        }
        assertThatThrownBy(() -> named("weft:\n  node:\n    name: a\u0001b\n".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("line 3 holds the character U+0001");
    }

    private String named(byte[] content) throws IOException {
        Path file = Files.write(directory.resolve("weft.yaml"), content);
        return ConfigurationFile.read(file, 280).keys().values().get("weft.node.name");
    }
}
