package weft.reticulum.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HKDF-SHA-256 with the protocol's one deviation: the block counter wraps after 255 instead of ending the stream, because
 * the mask of a large access-coded packet needs more than 8,160 bytes (rns-core §2.1). Libraries refuse that, so this is
 * our own.
 */
public final class Hkdf {

    private static final int BLOCK = 32;
    private static final byte[] NOTHING = {};

    private Hkdf() {}

    /**
     * Derives {@code length} bytes.
     *
     * @param salt absent or empty means 32 zero bytes
     * @param context absent means empty
     * @throws IllegalArgumentException when {@code length} is below 1 or {@code keyMaterial} is empty
     */
    public static byte[] derive(int length, byte[] keyMaterial, byte[] salt, byte[] context) {
        if (length < 1 || keyMaterial.length == 0) {
            throw new IllegalArgumentException("HKDF needs a positive length and key material");
        }
        byte[] effectiveSalt = salt == null || salt.length == 0 ? new byte[BLOCK] : salt;
        byte[] info = context == null ? NOTHING : context;
        Mac expand = hmac(hmac(effectiveSalt).doFinal(keyMaterial));
        byte[] output = new byte[length];
        byte[] block = NOTHING;
        for (int done = 0, counter = 1; done < length; done += BLOCK, counter++) {
            expand.update(block);
            expand.update(info);
            expand.update((byte) counter);
            block = expand.doFinal();
            System.arraycopy(block, 0, output, done, Math.min(BLOCK, length - done));
        }
        return output;
    }

    /** HMAC-SHA-256 under {@code key}, ready for input. */
    public static Mac hmac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }
}
