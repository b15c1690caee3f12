package weft.service.problem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotNull;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hibernate.validator.constraints.Range;
import org.junit.jupiter.api.Test;
import weft.service.constraint.BoundedText;
import weft.service.constraint.Name;

class ViolationsTest {

    private static final Validator VALIDATOR =
            Validation.buildDefaultValidatorFactory().getValidator();
    private static final String GULL = "\ud83d\udc26";

    private record Whole(
            @NotNull @BoundedText(max = 3) String zebra,
            @JsonProperty("new") @Name(max = 3) String replacement,
            @Range(min = 1, max = 254) Integer count,
            List<@NotNull @Valid Part> parts,
            List<@NotNull String> words) {}

    private record Part(
            @NotNull String name, @BoundedText(max = 3) String data) {}

    private static Problem of(Whole whole) {
        return Violations.problem(VALIDATOR.validate(whole));
    }

    private static Whole with(String zebra, String replacement, Integer count, Part... parts) {
        return new Whole(zebra, replacement, count, Arrays.asList(parts), List.of());
    }

    @Test
    void whatIsWrongIsToldWithItsNameAndItsLimits() {
        assertThat(of(with(null, null, null))).isEqualTo(Problem.malformed("zebra", "zebra is missing."));
        assertThat(of(with("", null, null)))
                .isEqualTo(Problem.ruleBroken("zebra", "length", "zebra has 1 to 3 characters.")
                        .with("max", 3));
        assertThat(of(with("a", null, 0)))
                .isEqualTo(Problem.ruleBroken("count", "range", "count is from 1 to 254.")
                        .with("min", 1L)
                        .with("max", 254L));
        assertThat(of(with("a\0", null, null)))
                .isEqualTo(Problem.malformed("zebra", "zebra is not valid Unicode text."));
        assertThat(of(with("a", "b\nc", null)))
                .satisfies(problem -> assertThat(problem.type()).endsWith(":name"))
                .satisfies(problem -> assertThat(problem.detail()).startsWith("new is one line of text"));
    }

    @Test
    void charactersAreCountedAsPeopleCountThem() {
        assertThat(VALIDATOR.validate(with(GULL.repeat(3), GULL.repeat(3), null)))
                .isEmpty();
        assertThat(of(with(GULL.repeat(4), null, null)).members()).isEqualTo(Map.of("max", 3));
    }

    @Test
    void aMemberIsCalledAsItStandsInJsonAndWithItsPlace() {
        assertThat(of(with("a", "long", null)).field()).isEqualTo("new");
        assertThat(of(with("a", null, null, new Part("x", null), new Part(null, null)))
                        .field())
                .isEqualTo("parts[1].name");
        assertThat(of(with("a", null, null, new Part("x", null), null)).field()).isEqualTo("parts[1]");
        assertThat(of(new Whole("a", null, null, null, Arrays.asList("x", null)))
                        .field())
                .isEqualTo("words[1]");
    }

    /** Bean Validation gives its violations in no order at all. */
    @Test
    void ofManyFaultsAlwaysTheSameOneIsTold() {
        Part bad = new Part(null, "long");
        for (int i = 0; i < 20; i++) {
            assertThat(of(with("long", "long", 0, bad, bad)).field()).isEqualTo("zebra");
            assertThat(of(with("a", "long", 0, bad, bad)).field()).isEqualTo("new");
            assertThat(of(with("a", null, null, bad, bad)).field()).isEqualTo("parts[0].name");
            assertThat(of(with("long\ud800", null, null)).status()).isEqualTo(400);
            assertThat(of(with("a", "long\nlong", null)).type()).endsWith(":length");
        }
    }
}
