package weft.auth.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.service.problem.ProblemException;

class UsernameTest {

    @ParameterizedTest
    @ValueSource(strings = {"alice", "Bob.Smith", "jo_2", "straße", "Ольга", "木村たくや", "देव", "x-9"})
    void namesOfManyLanguagesAreTaken(String name) {
        assertThat(Username.of(name).text()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "",
                ".alice",
                "alice-",
                "al ice",
                "al\u0000ice",
                "alice\u202e",
                "аlice",
                "al/ice",
                "<alice>",
                "abcdefghijklmnopqrstuvwxyzabcdefg"
            })
    void namesThatMisleadOrBreakAreRefused(String name) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> Username.of(name))
                .satisfies(refusal -> assertThat(refusal.problem().status()).isEqualTo(422));
    }

    @Test
    void namesThatDifferInCaseOrFormOnlyAreOneName() {
        assertThat(Username.of("ＡＬＩＣＥ").key()).isEqualTo(Username.of("alice").key());
        assertThat(Username.of("Straße").key()).isEqualTo(Username.of("STRASSE").key());
        assertThat(Username.of("Jose\u0301").key())
                .isEqualTo(Username.of("josé").key());
        assertThat(Username.keyOf("alice")).isNotEqualTo(Username.keyOf("alicf"));
    }
}
