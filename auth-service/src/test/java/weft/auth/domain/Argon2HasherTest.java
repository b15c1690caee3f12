package weft.auth.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class Argon2HasherTest {

    private static final byte[] PEPPER = new byte[32];

    private final Argon2Hasher hasher = new Argon2Hasher(PEPPER, 19_456, 1);

    @Test
    void aHashIsAPhcStringUnderAFreshSaltAndVerifiesItsPasswordOnly() {
        String phc = hasher.hash("quiet lantern over the harbour");
        assertThat(phc).startsWith("$argon2id$v=19$m=19456,t=1,p=1$");
        assertThat(hasher.hash("quiet lantern over the harbour")).isNotEqualTo(phc);
        assertThat(hasher.verify("quiet lantern over the harbour", phc)).isTrue();
        assertThat(hasher.verify("quiet lantern over the harbouR", phc)).isFalse();
        assertThat(hasher.verify(" quiet lantern over the harbour", phc)).isFalse();
    }

    @Test
    void theSameCharactersFromAnotherKeyboardAreTheSamePassword() {
        String composed = hasher.hash("caf\u00e9 caf\u00e9 caf\u00e9");
        assertThat(hasher.verify("cafe\u0301 cafe\u0301 cafe\u0301", composed)).isTrue();
        assertThat(hasher.verify("cafe cafe cafe", composed)).isFalse();
    }

    @Test
    void withoutThePepperAHashIsWorthless() {
        byte[] other = new byte[32];
        other[0] = 1;
        String phc = hasher.hash("quiet lantern over the harbour");
        assertThat(new Argon2Hasher(other, 19_456, 1).verify("quiet lantern over the harbour", phc))
                .isFalse();
    }

    @Test
    void aHashOfAnotherCostVerifiesAndIsOutdated() {
        String cheap = hasher.hash("quiet lantern over the harbour");
        Argon2Hasher dearer = new Argon2Hasher(PEPPER, 24_576, 2);
        assertThat(dearer.verify("quiet lantern over the harbour", cheap)).isTrue();
        assertThat(dearer.outdated(cheap)).isTrue();
        assertThat(hasher.outdated(cheap)).isFalse();
    }

    @Test
    void whatIsNoPhcStringIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hasher.verify("x", "$argon2i$v=19$m=19456,t=1,p=1$AA$AA"));
    }
}
