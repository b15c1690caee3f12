package weft.service.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 under one key: equal texts give equal digests of 32 bytes, and nobody without the key can tell what a digest is
 * of, not even by trying what it might be. Thread-safe.
 */
public final class KeyedDigest {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private KeyedDigest(SecretKeySpec key) {
        this.key = key;
    }

    /**
     * A digest under this key, which is copied.
     *
     * @throws IllegalArgumentException when it is empty
     */
    public static KeyedDigest under(byte[] key) {
        return new KeyedDigest(new SecretKeySpec(key, ALGORITHM));
    }

    /** The digest of these bytes, one part after the other. Where one ends and the next begins is not told apart. */
    public byte[] of(byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", absent);
        }
    }

    /** The digest of a text's UTF-8 bytes. */
    public byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }
}
