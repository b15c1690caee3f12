package weft.service.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AnswerSealTest {

    private static final byte[] BODY = "{\"name\":\"Zoë\"}".getBytes(StandardCharsets.UTF_8);

    private final AnswerSeal seal = AnswerSeal.under(new byte[32]);

    @Test
    void anAnswerOpensInItsRowAsItWasGiven() {
        AnswerSeal.Row row = seal.row("PATCH k-1", BODY);

        AnswerSeal.Opened opened = seal.open(row, seal.seal(row, 201, "{\"name\":\"Zoë\"}"));

        assertThat(opened).isEqualTo(new AnswerSeal.Opened(201, "{\"name\":\"Zoë\"}"));
    }

    @Test
    void anAnswerOpensNowhereElse() {
        AnswerSeal.Row row = seal.row("PATCH k-1", BODY);
        byte[] sealed = seal.seal(row, 200, "answer");
        byte[] changed = sealed.clone();
        changed[changed.length - 1] ^= 1;

        assertThatThrownBy(() -> seal.open(seal.row("PATCH k-2", BODY), sealed)).isInstanceOf(UnreadableSeal.class);
        assertThatThrownBy(() -> seal.open(seal.row("PATCH k-1", new byte[0]), sealed))
                .isInstanceOf(UnreadableSeal.class);
        assertThatThrownBy(() -> seal.open(row, changed)).isInstanceOf(UnreadableSeal.class);
        assertThatThrownBy(() -> seal.open(row, new byte[5])).isInstanceOf(UnreadableSeal.class);
        byte[] otherKey = new byte[32];
        otherKey[0] = 1;
        assertThatThrownBy(() -> AnswerSeal.under(otherKey).open(row, sealed)).isInstanceOf(UnreadableSeal.class);
    }

    @Test
    void nothingStoredSaysWhatItIsOfWithoutTheKey() {
        byte[] otherKey = new byte[32];
        otherKey[0] = 1;
        AnswerSeal.Row row = seal.row("PATCH k-1", BODY);
        AnswerSeal.Row elsewhere = AnswerSeal.under(otherKey).row("PATCH k-1", BODY);

        assertThat(row.name()).isNotEqualTo(elsewhere.name()).isNotEqualTo(row.request());
        assertThat(row.request()).isNotEqualTo(elsewhere.request());
        assertThat(seal.row("PATCH k-1", BODY).request()).isEqualTo(row.request());
        assertThat(new String(seal.seal(row, 200, "canary"), StandardCharsets.ISO_8859_1))
                .doesNotContain("canary");
        assertThat(seal.seal(row, 200, "canary")).isNotEqualTo(seal.seal(row, 200, "canary"));
    }

    @Test
    void eachAccountHasASealOfItsOwnAndTheSameOneEveryTime() {
        Vault vault = new Vault(MasterKey.of(new byte[32]));
        UUID account = UUID.randomUUID();
        byte[] wrapped = vault.newAccountKey(account);
        UUID other = UUID.randomUUID();
        AnswerSeal mine = vault.unwrap(account, wrapped).answers();
        AnswerSeal theirs = vault.unwrap(other, vault.newAccountKey(other)).answers();
        AnswerSeal.Row row = mine.row("k-1", BODY);
        byte[] sealed = mine.seal(row, 200, "answer");

        assertThat(vault.unwrap(account, wrapped)
                        .answers()
                        .open(vault.unwrap(account, wrapped).answers().row("k-1", BODY), sealed)
                        .text())
                .isEqualTo("answer");
        assertThat(theirs.row("k-1", BODY).name()).isNotEqualTo(row.name());
        assertThatThrownBy(() -> theirs.open(row, sealed)).isInstanceOf(UnreadableSeal.class);
    }

    /** Test case 2 of RFC 4231: the passwords of accounts and of the database hang on this digest. */
    @Test
    void aKeyedDigestIsHmacSha256() {
        assertThat(HexFormat.of()
                        .formatHex(KeyedDigest.under("Jefe".getBytes(StandardCharsets.US_ASCII))
                                .of("what do ya want for nothing?")))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
