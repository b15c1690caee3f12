package weft.reticulum.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import weft.reticulum.Decoded;
import weft.reticulum.WireRejection;

/**
 * Authenticated encryption: AES-CBC with PKCS#7 and an HMAC-SHA-256 over IV and ciphertext (rns-core §2.2).
 *
 * <p>A 64-byte key means AES-256, a 32-byte key AES-128, which only old GROUP keys still use; each half is one key. Padding
 * is checked strictly: the reference lets two malformed forms pass that no sender makes.
 */
public final class Token {

    /** Size of the initialisation vector in front, in bytes. */
    public static final int IV_LENGTH = 16;

    /** IV and authentication code: what a token adds to its padded plaintext, in bytes. */
    public static final int OVERHEAD = 48;

    private static final int CODE_LENGTH = 32;
    private static final int BLOCK = 16;

    private Token() {}

    /** Token length for a plaintext of {@code length} bytes. */
    public static int sealedLength(int length) {
        return OVERHEAD + BLOCK * (length / BLOCK + 1);
    }

    /**
     * Encrypts and authenticates.
     *
     * @param key 64 or 32 bytes
     * @param iv sixteen random bytes, never used twice with one key
     * @throws IllegalArgumentException when the key has another length
     */
    public static byte[] seal(byte[] key, byte[] iv, byte[] plaintext) {
        requireKey(key);
        byte[] token = new byte[sealedLength(plaintext.length)];
        System.arraycopy(iv, 0, token, 0, IV_LENGTH);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, iv, 0);
            cipher.doFinal(plaintext, 0, plaintext.length, token, IV_LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CBC encryption cannot fail with a valid key", e);
        }
        int signed = token.length - CODE_LENGTH;
        byte[] code = authenticate(key, token, 0, signed);
        System.arraycopy(code, 0, token, signed, CODE_LENGTH);
        return token;
    }

    /**
     * Checks the authentication code in constant time, then decrypts.
     *
     * @return the plaintext, or {@link WireRejection#BAD_TOKEN}
     */
    public static Decoded<byte[]> open(byte[] key, byte[] token) {
        return open(key, token, 0, token.length);
    }

    /** As {@link #open(byte[], byte[])}, for a token of {@code length} bytes inside a larger array. */
    public static Decoded<byte[]> open(byte[] key, byte[] source, int offset, int length) {
        requireKey(key);
        int ciphertext = length - OVERHEAD;
        if (ciphertext < BLOCK || ciphertext % BLOCK != 0) {
            return Decoded.rejected(WireRejection.BAD_TOKEN);
        }
        int codeAt = offset + length - CODE_LENGTH;
        byte[] expected = authenticate(key, source, offset, length - CODE_LENGTH);
        if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(source, codeAt, codeAt + CODE_LENGTH))) {
            return Decoded.rejected(WireRejection.BAD_TOKEN);
        }
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, source, offset);
            return Decoded.value(cipher.doFinal(source, offset + IV_LENGTH, ciphertext));
        } catch (GeneralSecurityException e) {
            return Decoded.rejected(WireRejection.BAD_TOKEN);
        }
    }

    private static byte[] authenticate(byte[] key, byte[] source, int offset, int length) {
        Mac mac = Hkdf.hmac(Arrays.copyOf(key, key.length / 2));
        mac.update(source, offset, length);
        return mac.doFinal();
    }

    private static Cipher cipher(int mode, byte[] key, byte[] iv, int ivOffset) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        SecretKeySpec secret = new SecretKeySpec(key, key.length / 2, key.length / 2, "AES");
        cipher.init(mode, secret, new IvParameterSpec(iv, ivOffset, IV_LENGTH));
        return cipher;
    }

    private static void requireKey(byte[] key) {
        if (key.length != 64 && key.length != 32) {
            throw new IllegalArgumentException("a token key has 64 or 32 bytes, not " + key.length);
        }
    }
}
