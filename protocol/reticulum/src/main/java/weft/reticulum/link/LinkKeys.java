package weft.reticulum.link;

import java.util.Arrays;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Entropy;
import weft.reticulum.crypto.Hkdf;
import weft.reticulum.crypto.Token;
import weft.reticulum.crypto.X25519;

/** The symmetric keys of one link, the same in both directions (links-and-resources §6). */
public final class LinkKeys {

    private static final int LENGTH = 64;

    private final byte[] key;

    private LinkKeys(byte[] key) {
        this.key = key;
    }

    /**
     * The keys with these 64 derived bytes, authentication key first.
     *
     * @throws IllegalArgumentException for another length
     */
    public static LinkKeys of(byte[] derived) {
        if (derived.length != LENGTH) {
            throw new IllegalArgumentException("link keys have 64 bytes, not " + derived.length);
        }
        return new LinkKeys(derived.clone());
    }

    /** Agrees on the keys of a link; empty when the peer's key is of low order. */
    public static Optional<LinkKeys> agree(byte[] ownPrivateKey, byte[] peerPublicKey, Address linkId) {
        return X25519.agree(ownPrivateKey, peerPublicKey)
                .map(shared -> new LinkKeys(Hkdf.derive(LENGTH, shared, linkId.bytes(), null)));
    }

    /** Encrypts under a fresh initialisation vector. */
    public byte[] seal(byte[] plaintext, Entropy entropy) {
        return Token.seal(key, entropy.bytes(Token.IV_LENGTH), plaintext);
    }

    /** Decrypts, or {@link weft.reticulum.WireRejection#BAD_TOKEN}. */
    public Decoded<byte[]> open(byte[] token) {
        return Token.open(key, token);
    }

    /** Overwrites the keys: a closed link cannot be read any more. */
    void forget() {
        Arrays.fill(key, (byte) 0);
    }
}
