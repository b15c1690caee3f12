package weft.service.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM with a random 12-byte nonce in front and a 16-byte tag behind. The context is authenticated, not stored: a sealed
 * value only opens in the place it was sealed for.
 */
final class SealingKey {

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final SecureRandom random;

    private SealingKey(SecretKey key, SecureRandom random) {
        this.key = key;
        this.random = random;
    }

    /** Derives a key for one purpose, so that no two uses share one. */
    static SealingKey derive(byte[] secret, String purpose, SecureRandom random) {
        return new SealingKey(new SecretKeySpec(expand(secret, purpose), "AES"), random);
    }

    /** 32 bytes of HKDF-SHA-256. */
    static byte[] expand(byte[] secret, String purpose) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(secret)
                            .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), MasterKey.LENGTH));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java 25 has HKDF-SHA256", e);
        }
    }

    byte[] seal(byte[] plaintext, byte[] context) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, context);
            byte[] sealed = Arrays.copyOf(nonce, NONCE + cipher.getOutputSize(plaintext.length));
            cipher.doFinal(plaintext, 0, plaintext.length, sealed, NONCE);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM encryption cannot fail with a valid key", e);
        }
    }

    byte[] open(byte[] sealed, byte[] context) {
        if (sealed.length < NONCE + TAG_BITS / 8) {
            throw new UnreadableSeal();
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE), context)
                    .doFinal(sealed, NONCE, sealed.length - NONCE);
        } catch (GeneralSecurityException e) {
            throw new UnreadableSeal();
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context);
        return cipher;
    }
}
