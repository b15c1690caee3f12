package weft.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.service.constraint.Name;
import weft.service.problem.Problem;
import weft.service.problem.Violations;

class NamesTest {

    private static final Validator VALIDATOR =
            Validation.buildDefaultValidatorFactory().getValidator();

    private record Named(@Name(max = 100) String name) {}

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
        assertThat(VALIDATOR.validate(new Named(name))).isEmpty();
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
        Problem refused = Violations.problem(VALIDATOR.validate(new Named(name)));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.type()).isEqualTo("urn:weft:problem:name");
        assertThat(refused.field()).isEqualTo("name");
        assertThat(refused.detail()).isEqualTo("name " + Names.fault(name).orElseThrow());
    }
}
