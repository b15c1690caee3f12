package weft.reticulum.identity;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import weft.reticulum.Decoded;
import weft.reticulum.Entropy;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Ed25519;
import weft.reticulum.crypto.Hkdf;
import weft.reticulum.crypto.Token;
import weft.reticulum.crypto.X25519;

/**
 * An identity with its private keys (rns-core §3). Whoever holds one can read and sign as its owner; {@link #toString()}
 * shows only the public hash.
 */
public final class PrivateIdentity {

    /** Size of the private key set, in bytes: X25519 private key, then Ed25519 seed. */
    public static final int KEY_SET_LENGTH = 64;

    private final byte[] keys;
    private final Identity identity;

    private PrivateIdentity(byte[] keys) {
        this.keys = keys;
        byte[] publicKeys = Arrays.copyOf(X25519.publicKey(decryptionKey()), Identity.KEY_SET_LENGTH);
        System.arraycopy(Ed25519.publicKey(seed()), 0, publicKeys, X25519.KEY_LENGTH, Ed25519.KEY_LENGTH);
        this.identity = Identity.of(publicKeys);
    }

    /**
     * The identity with this private key set.
     *
     * @throws IllegalArgumentException unless there are exactly 64 bytes
     */
    public static PrivateIdentity of(byte[] privateKeySet) {
        if (privateKeySet.length != KEY_SET_LENGTH) {
            throw new IllegalArgumentException("a private key set has 64 bytes, not " + privateKeySet.length);
        }
        return new PrivateIdentity(privateKeySet.clone());
    }

    /** A new identity from two independent random keys. */
    public static PrivateIdentity generate(Entropy entropy) {
        return new PrivateIdentity(entropy.bytes(KEY_SET_LENGTH));
    }

    /** The public half. */
    public Identity identity() {
        return identity;
    }

    /** A copy of the 64 private bytes, the content of an identity file. */
    public byte[] privateKeySet() {
        return keys.clone();
    }

    /** Signs the message as it is. */
    public byte[] sign(byte[] message) {
        return Ed25519.sign(seed(), message);
    }

    /**
     * Decrypts what was encrypted to this identity: every ratchet in the given order, then the base key (rns-core §4).
     *
     * @param ratchets retained ratchets, newest first
     * @param ratchetsOnly refuse the base key with {@link WireRejection#RATCHET_REQUIRED}
     * @return plaintext and the ratchet that opened it, or why it stayed shut
     */
    public Decoded<Opened> decrypt(byte[] sealed, List<Ratchet> ratchets, boolean ratchetsOnly) {
        if (sealed.length <= X25519.KEY_LENGTH) {
            return Decoded.rejected(WireRejection.TOO_SHORT);
        }
        byte[] ephemeral = Arrays.copyOf(sealed, X25519.KEY_LENGTH);
        for (Ratchet ratchet : ratchets) {
            if (open(ratchet.privateKey(), ephemeral, sealed) instanceof Decoded.Value<byte[]>(byte[] plaintext)) {
                return Decoded.value(new Opened(plaintext, Optional.of(ratchet)));
            }
        }
        if (ratchetsOnly) {
            return Decoded.rejected(WireRejection.RATCHET_REQUIRED);
        }
        return open(decryptionKey(), ephemeral, sealed)
                .then(plaintext -> Decoded.value(new Opened(plaintext, Optional.empty())));
    }

    private Decoded<byte[]> open(byte[] privateKey, byte[] ephemeral, byte[] sealed) {
        Optional<byte[]> shared = X25519.agree(privateKey, ephemeral);
        if (shared.isEmpty()) {
            return Decoded.rejected(WireRejection.BAD_TOKEN);
        }
        byte[] key = Hkdf.derive(64, shared.get(), identity.hash().bytes(), null);
        return Token.open(key, sealed, X25519.KEY_LENGTH, sealed.length - X25519.KEY_LENGTH);
    }

    private byte[] decryptionKey() {
        return Arrays.copyOf(keys, X25519.KEY_LENGTH);
    }

    private byte[] seed() {
        return Arrays.copyOfRange(keys, X25519.KEY_LENGTH, KEY_SET_LENGTH);
    }

    /** The identity hash in hexadecimal, never a private byte. */
    @Override
    public String toString() {
        return identity.toString();
    }

    /** A decrypted payload and the ratchet whose key opened it; empty means the base key. */
    public record Opened(byte[] plaintext, Optional<Ratchet> ratchet) {}
}
