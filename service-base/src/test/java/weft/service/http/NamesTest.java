package weft.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.service.problem.ProblemException;

class NamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bob Field",
                "Alice · hill relay",
                "محطة الميناء",
                "می‌خواهم",
                "👩\u200D👩\u200D👧",
                "🏴\uDB40\uDC67\uDB40\uDC62\uDB40\uDC73\uDB40\uDC63\uDB40\uDC74\uDB40\uDC7F",
                "❤\uFE0F",
                " x "
            })
    void theseAreNames(String name) {
        assertThat(Names.fault(name)).isEmpty();
        assertThat(Fields.name("name", name, 100)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "\u00A0\u2003",
                "\u200D\u200C",
                "\u3164",
                "\u2800",
                "\uFE0F",
                "\u0301",
                "a\nb",
                "a\rb",
                "a\tb",
                "a\u0085b",
                "a\u2028b",
                "a\u202Eb",
                "\u200Ba",
                "\uFEFFa",
                "a\uDB40\uDC67"
            })
    void theseAreNone(String name) {
        assertThat(Names.fault(name)).isPresent();
        assertThatThrownBy(() -> Fields.name("name", name, 100))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem().status()).isEqualTo(422);
                    assertThat(refused.problem().type()).isEqualTo("urn:weft:problem:name");
                    assertThat(refused.problem().field()).isEqualTo("name");
                });
    }
}
