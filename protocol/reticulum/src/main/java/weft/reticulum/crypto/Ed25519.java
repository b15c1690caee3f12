package weft.reticulum.crypto;

/** Pure Ed25519 signatures (RFC 8032), deterministic; rns-core §2. */
public final class Ed25519 {

    /** Signature size in bytes. */
    public static final int SIGNATURE_LENGTH = 64;

    /** Size of a seed and of a public key, in bytes. */
    public static final int KEY_LENGTH = 32;

    private Ed25519() {}

    /** The public key of a 32-byte seed. */
    public static byte[] publicKey(byte[] seed) {
        byte[] key = new byte[KEY_LENGTH];
        org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed, 0, key, 0);
        return key;
    }

    /** Signs the message as it is, without a prehash. */
    public static byte[] sign(byte[] seed, byte[] message) {
        byte[] signature = new byte[SIGNATURE_LENGTH];
        org.bouncycastle.math.ec.rfc8032.Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    /**
     * Whether the signature is valid. False for every other length than 64, a non-canonical S and a malformed key; never
     * throws on input from outside.
     */
    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        return publicKey.length == KEY_LENGTH
                && signature.length == SIGNATURE_LENGTH
                && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                        signature, 0, publicKey, 0, message, 0, message.length);
    }
}
