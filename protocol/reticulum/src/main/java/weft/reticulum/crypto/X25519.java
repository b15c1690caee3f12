package weft.reticulum.crypto;

import java.util.Optional;

/** X25519 key agreement (RFC 7748); rns-core §2. Private bytes stay as they were given: clamping is part of the multiplication. */
public final class X25519 {

    /** Size of a private key, a public key and a shared secret, in bytes. */
    public static final int KEY_LENGTH = 32;

    private X25519() {}

    /** The public key of 32 private bytes. */
    public static byte[] publicKey(byte[] privateKey) {
        byte[] key = new byte[KEY_LENGTH];
        org.bouncycastle.math.ec.rfc7748.X25519.generatePublicKey(privateKey, 0, key, 0);
        return key;
    }

    /** The shared secret; empty when the peer's point is of low order, which would make the secret known to everybody. */
    public static Optional<byte[]> agree(byte[] privateKey, byte[] peerPublicKey) {
        byte[] shared = new byte[KEY_LENGTH];
        boolean usable =
                org.bouncycastle.math.ec.rfc7748.X25519.calculateAgreement(privateKey, 0, peerPublicKey, 0, shared, 0);
        return usable ? Optional.of(shared) : Optional.empty();
    }
}
