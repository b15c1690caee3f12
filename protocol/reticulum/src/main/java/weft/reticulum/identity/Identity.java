package weft.reticulum.identity;

import java.util.Arrays;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Entropy;
import weft.reticulum.crypto.Ed25519;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.crypto.Hkdf;
import weft.reticulum.crypto.Token;
import weft.reticulum.crypto.X25519;

/**
 * The public half of an identity: an X25519 key for encryption and an Ed25519 key for signatures (rns-core §3).
 *
 * <p>Immutable. Two identities are equal when both keys are.
 */
public final class Identity {

    /** Size of the public key set, in bytes: encryption key, then signing key. */
    public static final int KEY_SET_LENGTH = 64;

    private final byte[] keys;
    private final Address hash;

    private Identity(byte[] keys) {
        this.keys = keys;
        this.hash = Hashes.truncated(keys);
    }

    /**
     * The identity with this public key set.
     *
     * @throws IllegalArgumentException unless there are exactly 64 bytes
     */
    public static Identity of(byte[] publicKeySet) {
        if (publicKeySet.length != KEY_SET_LENGTH) {
            throw new IllegalArgumentException("a public key set has 64 bytes, not " + publicKeySet.length);
        }
        return new Identity(publicKeySet.clone());
    }

    /** The identity hash: the first sixteen bytes of the hash of the key set. */
    public Address hash() {
        return hash;
    }

    /** A copy of the 64 public bytes. */
    public byte[] publicKeySet() {
        return keys.clone();
    }

    /** A copy of the 32-byte X25519 key. */
    public byte[] encryptionKey() {
        return Arrays.copyOf(keys, X25519.KEY_LENGTH);
    }

    /** A copy of the 32-byte Ed25519 key. */
    public byte[] signingKey() {
        return Arrays.copyOfRange(keys, X25519.KEY_LENGTH, KEY_SET_LENGTH);
    }

    /** Whether this identity signed the message. */
    public boolean verify(byte[] message, byte[] signature) {
        return Ed25519.verify(signingKey(), message, signature);
    }

    /**
     * Encrypts to this identity under a fresh ephemeral key (rns-core §4).
     *
     * @param ratchet the 32-byte ratchet key from the recipient's last announce, or empty for the base key
     * @return ephemeral public key followed by a token; empty when the target key is of low order and nothing can be
     *     encrypted to it
     */
    public Optional<byte[]> encrypt(byte[] plaintext, Optional<byte[]> ratchet, Entropy entropy) {
        byte[] ephemeral = entropy.bytes(X25519.KEY_LENGTH);
        byte[] iv = entropy.bytes(Token.IV_LENGTH);
        return X25519.agree(ephemeral, ratchet.orElseGet(this::encryptionKey)).map(shared -> {
            byte[] token = Token.seal(Hkdf.derive(64, shared, hash.bytes(), null), iv, plaintext);
            byte[] sealed = Arrays.copyOf(X25519.publicKey(ephemeral), X25519.KEY_LENGTH + token.length);
            System.arraycopy(token, 0, sealed, X25519.KEY_LENGTH, token.length);
            return sealed;
        });
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Identity identity && Arrays.equals(keys, identity.keys);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    /** The identity hash in hexadecimal. */
    @Override
    public String toString() {
        return hash.toString();
    }
}
