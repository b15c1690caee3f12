package weft.service.vault;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The key that seals one account's data. Thread-safe.
 *
 * <p>The {@code place} names table, column and row of a value; a sealed value moved anywhere else does not open.
 */
public final class AccountKey {

    /** Bytes that a sealed value has more than what was sealed. */
    public static final int SEAL_LENGTH = 28;

    private final SealingKey sealing;
    private final AnswerSeal answers;

    AccountKey(byte[] secret, SecureRandom random) {
        this.sealing = SealingKey.derive(secret, "weft data", random);
        this.answers = new AnswerSeal(secret, random);
        Arrays.fill(secret, (byte) 0);
    }

    /** Seals bytes for a place. The result is {@value #SEAL_LENGTH} bytes longer. */
    public byte[] seal(byte[] plaintext, String place) {
        return sealing.seal(plaintext, place.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Opens what was sealed for that place.
     *
     * @throws UnreadableSeal when it was sealed for another place or account, or has been changed
     */
    public byte[] open(byte[] sealed, String place) {
        return sealing.open(sealed, place.getBytes(StandardCharsets.UTF_8));
    }

    /** Seals what is kept for this account's repeated writes. */
    public AnswerSeal answers() {
        return answers;
    }
}
