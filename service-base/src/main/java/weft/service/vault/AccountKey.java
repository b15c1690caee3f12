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

    /** Size of a blind index entry, in bytes. */
    public static final int INDEX_LENGTH = 16;

    /** Bytes that a sealed value has more than what was sealed. */
    public static final int SEAL_LENGTH = 28;

    private final SealingKey sealing;
    private final KeyedDigest indexing;
    private final AnswerSeal answers;

    AccountKey(byte[] secret, SecureRandom random) {
        this.sealing = SealingKey.derive(secret, "weft data", random);
        this.indexing = KeyedDigest.under(SealingKey.expand(secret, "weft blind index"));
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

    /** Seals text as UTF-8. */
    public byte[] sealText(String text, String place) {
        return seal(text.getBytes(StandardCharsets.UTF_8), place);
    }

    /** Opens text. */
    public String openText(byte[] sealed, String place) {
        return new String(open(sealed, place), StandardCharsets.UTF_8);
    }

    /** The entry of a word in this account's search index: equal words give equal entries, and nobody without the key can tell which. */
    public byte[] indexEntry(String normalisedWord) {
        return Arrays.copyOf(indexing.of(normalisedWord), INDEX_LENGTH);
    }

    /** Seals what is kept for this account's repeated writes. */
    public AnswerSeal answers() {
        return answers;
    }
}
