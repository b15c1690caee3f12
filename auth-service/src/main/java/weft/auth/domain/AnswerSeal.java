package weft.auth.domain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals what is kept for repeated writes: an answer may hold a secret that is shown once, and a body a password. Both keys
 * stand outside the database.
 */
public final class AnswerSeal {

    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec sealing;
    private final SecretKeySpec digesting;

    /** A seal under two keys of 32 bytes. */
    public AnswerSeal(byte[] sealingKey, byte[] digestKey) {
        this.sealing = new SecretKeySpec(sealingKey, "AES");
        this.digesting = new SecretKeySpec(digestKey, "HmacSHA256");
    }

    /** A keyed digest that says nothing about the text without the key. */
    public byte[] digest(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(digesting);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", absent);
        }
    }

    /** The answer's body, encrypted for the row of this key. */
    public byte[] seal(byte[] rowKey, String text) {
        byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, nonce, rowKey, text.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(nonce.length + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /**
     * What was sealed for the row of this key.
     *
     * @throws IllegalStateException when it was sealed under other keys or for another row
     */
    public String open(byte[] rowKey, byte[] sealed) {
        byte[] nonce = Arrays.copyOf(sealed, NONCE_LENGTH);
        byte[] rest = Arrays.copyOfRange(sealed, NONCE_LENGTH, sealed.length);
        return new String(crypt(Cipher.DECRYPT_MODE, nonce, rowKey, rest), StandardCharsets.UTF_8);
    }

    private byte[] crypt(int mode, byte[] nonce, byte[] rowKey, byte[] bytes) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(rowKey);
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("a stored answer doesn't open under this node's keys", broken);
        }
    }
}
