package weft.reticulum.identity;

import java.util.Arrays;
import java.util.HexFormat;
import weft.reticulum.Entropy;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.crypto.X25519;

/** An own ratchet: a short-lived X25519 key that a destination announces beside its identity (rns-core §5). */
public final class Ratchet {

    /** Size of the private and of the public key, in bytes. */
    public static final int KEY_LENGTH = X25519.KEY_LENGTH;

    /** Size of a ratchet id, in bytes. */
    public static final int ID_LENGTH = 10;

    private final byte[] privateKey;
    private final byte[] publicKey;

    private Ratchet(byte[] privateKey) {
        this.privateKey = privateKey;
        this.publicKey = X25519.publicKey(privateKey);
    }

    /**
     * The ratchet with this private key.
     *
     * @throws IllegalArgumentException unless there are exactly 32 bytes
     */
    public static Ratchet of(byte[] privateKey) {
        if (privateKey.length != KEY_LENGTH) {
            throw new IllegalArgumentException("a ratchet key has 32 bytes, not " + privateKey.length);
        }
        return new Ratchet(privateKey.clone());
    }

    /** A new random ratchet. */
    public static Ratchet generate(Entropy entropy) {
        return new Ratchet(entropy.bytes(KEY_LENGTH));
    }

    /** The id of a ratchet, from its public key: what a message shows of the key it was encrypted to. */
    public static byte[] idOf(byte[] publicKey) {
        return Arrays.copyOf(Hashes.sha256Bytes(publicKey), ID_LENGTH);
    }

    /** A copy of the private key. */
    public byte[] privateKey() {
        return privateKey.clone();
    }

    /** A copy of the public key, the one in the announce. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** The ten-byte id. */
    public byte[] id() {
        return idOf(publicKey);
    }

    /** The ratchet id in hexadecimal, never a private byte. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(id());
    }
}
