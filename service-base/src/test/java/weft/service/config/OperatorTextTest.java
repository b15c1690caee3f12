package weft.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the interceptors and converters that every application of this jar finds. */
class OperatorTextTest {

    private static final String[] PIECES = {
        "$", "{", "}", "${", "$$", "${HOME}", "\\", "\\$", ":", "::", "a", " ", "\n", ",", "#", "'", "\"", "ü", "🜁",
        "%", "[0]"
    };

    @Test
    void anyTextArrivesAsItIsWritten() {
        Random random = new Random(20261129);
        for (int run = 0; run < 1_000; run++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(1, 12); i > 0; i--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            SmallRyeConfig config = config(Map.of(
                    "weft.some.text", text.toString(),
                    "quarkus.refers", "<${weft.some.text}>",
                    "quarkus.literal", OperatorText.literal(text.toString())));
            assertThat(config.getValue("weft.some.text", String.class)).isEqualTo(text.toString());
            assertThat(config.getValue("quarkus.refers", String.class)).isEqualTo("<" + text + ">");
            assertThat(config.getValue("quarkus.literal", String.class)).isEqualTo(text.toString());
        }
    }

    @Test
    void defaultsMayReferToOtherKeys() {
        SmallRyeConfig config = builder(Map.of("weft.data", "/srv/${x}"))
                .withDefaultValue("weft.some.file", "${weft.data:data}/file")
                .withSources(new PropertiesConfigSource(
                        Map.of("weft.other.file", "${weft.data:data}/other"), "a module's own", 250))
                .build();
        assertThat(config.getValue("weft.other.file", String.class)).isEqualTo("/srv/${x}/other");
        assertThat(config.getValue("weft.some.file", String.class)).isEqualTo("/srv/${x}/file");
    }

    @Test
    void aKeyWithoutAValueIsRefusedByName() {
        SmallRyeConfig config = config(Map.of("weft.some.passphrase", "", "quarkus.other", ""));
        assertThatThrownBy(() -> config.getOptionalValue("weft.some.passphrase", String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("weft.some.passphrase (in ", "the test");
        assertThat(config.getOptionalValue("quarkus.other", String.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "ja", "2", "tru", "enabled", "null", "~"})
    void aWordThatIsNoBooleanIsRefused(String word) {
        SmallRyeConfig config = config(Map.of("weft.some.switch", word));
        assertThatThrownBy(() -> config.getValue("weft.some.switch", boolean.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "True", "yes", "on", "1"})
    void yesIsTrueWhereABooleanIsWantedAndATextElsewhere(String word) {
        SmallRyeConfig config = config(Map.of("weft.some.value", word));
        assertThat(config.getValue("weft.some.value", Boolean.class)).isTrue();
        assertThat(config.getValue("weft.some.value", String.class)).isEqualTo(word);
    }

    private static SmallRyeConfig config(Map<String, String> values) {
        return builder(values).build();
    }

    private static SmallRyeConfigBuilder builder(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(values, "the test", 280));
    }
}
