package weft.auth.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {

    private final PasswordRules rules = new PasswordRules(
            15, Set.of("password", "letmein", "correcthorsebatterystaple"), List.of("Harbour Club", "reticulum"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct horse battery staple",
                "zwölf Boxkämpfer jagen Viktor",
                "𝒳𝒳𝒴𝒳𝒴𝒳𝒳𝒴𝒴𝒳𝒴𝒳𝒳𝒳𝒴",
                "password and then something else",
                "               x"
            })
    void lengthIsEnoughWhateverItIsMadeOf(String password) {
        assertThatCode(() -> rules.check("password", password, "alice")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correcthorsebatterystaple",
                "CorrectHorseBatteryStaple",
                "passwordpassword",
                "passwordpasswordpasswordpasswordpassword",
                "password12345678",
                "letmeinpassword123",
                "aaaaaaaaaaaaaaaaaaaa",
                "123456789012345",
                "abcdefghijklmnopq",
                "harbourclub12345",
                "alicealicealicealice",
                "reticulumpassword"
            })
    void whatIsTriedFirstIsRefused(String password) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> rules.check("password", password, "Alice"))
                .satisfies(refusal -> {
                    assertThat(refusal.reason()).isEqualTo(Refused.Reason.PASSWORD_GUESSABLE);
                    assertThat(refusal.field()).isEqualTo("password");
                });
    }

    @Test
    void aCharacterIsACodePoint() {
        assertThatCode(() -> rules.check("password", "🦑🐙🦀🐚🐬🦭🐧🦉🦊🐻🐼🐨🐯🦁🐮", "alice"))
                .doesNotThrowAnyException();
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> rules.check("password", "🦑🐙🦀🐚🐬🦭🐧🦉🦊🐻🐼🐨🐯🦁", "alice"))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Refused.Reason.PASSWORD_TOO_SHORT));
    }

    @Test
    void longOnesAreTakenUpToTheLimitAndNeverCutOff() {
        assertThatCode(() -> rules.check("password", "ab-".repeat(85) + "x", "alice"))
                .doesNotThrowAnyException();
        assertThatExceptionOfType(Refused.class).isThrownBy(() -> rules.check("password", "ab-".repeat(86), "alice"));
    }

    @Test
    void aMinimumBelowTwelveIsAConfigurationError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PasswordRules(11, Set.of(), List.of()))
                .withMessageContaining("min-length");
    }
}
