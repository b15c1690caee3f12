package weft.auth.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsernameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "Bob.Smith",
                "jo_2",
                "straße",
                "Ольга",
                "木村たくや",
                "देव",
                "x-9",
                "김민수",
                "王小明",
                "naïve",
                "Μαρία"
            })
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
                "ali\u034fce",
                "alice\ufe0f",
                "alice\u3164",
                "\u3164\u3164",
                "alice\u30fc",
                "alice7\u0667",
                "al\u0131\u0307ce",
                "al/ice",
                "<alice>",
                "abcdefghijklmnopqrstuvwxyzabcdefg"
            })
    void namesThatMisleadOrBreakAreRefused(String name) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> Username.of(name))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Refused.Reason.USERNAME));
    }

    @ParameterizedTest
    @CsvSource({
        "alice, al1ce",
        "alice, aIice",
        "alice, ALlCE",
        "alice, Alice",
        "oscar, 0scar",
        "mar0, Maro",
        "ВОВ, bob",
        "аре, ape",
        "ΑΝΝΑ, Anna",
        "bernd, bemd",
        "cоре, соре",
        "alice, аlice"
    })
    void namesThatCanBeTakenForEachOtherHaveOneLook(String name, String other) {
        assertThat(Skeleton.of(name)).isEqualTo(Skeleton.of(other));
    }

    @ParameterizedTest
    @CsvSource({"alice, alicia", "anna, hanna", "Ольга, olga", "jo_2, jo-2", "maria, marta", "ann, anne", "josé, jose"})
    void namesThatCannotHaveTwo(String name, String other) {
        assertThat(Skeleton.of(name)).isNotEqualTo(Skeleton.of(other));
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
