package weft.lxmf.propagation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageRejection;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.Entropy;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.crypto.Token;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.identity.Ratchet;

/**
 * A message for somebody who is not there: the recipient in clear, the rest encrypted to it (lxmf §9, §10). Propagation
 * nodes and paper carry the same bytes.
 *
 * <p>Made once and kept: encrypting again gives another transient id, which invalidates a propagation stamp.
 */
public final class SealedMessage {

    /** Shortest that can hold a message, in bytes: recipient, ephemeral key and a token of one block. */
    public static final int MIN_LENGTH = Address.LENGTH + 32 + Token.OVERHEAD + 16;

    private final byte[] bytes;

    private SealedMessage(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Encrypts a packed message to its destination.
     *
     * @param ratchet the recipient's newest ratchet key, 32 bytes, or empty for its base key
     * @return empty when the recipient's key is one that nothing can be encrypted to
     */
    public static Optional<SealedMessage> seal(
            Message message, Identity recipient, Optional<byte[]> ratchet, Entropy entropy) {
        byte[] packed = message.packed();
        byte[] plaintext = Arrays.copyOfRange(packed, Address.LENGTH, packed.length);
        return recipient.encrypt(plaintext, ratchet, entropy).map(ciphertext -> {
            byte[] bytes = Arrays.copyOf(packed, Address.LENGTH + ciphertext.length);
            System.arraycopy(ciphertext, 0, bytes, Address.LENGTH, ciphertext.length);
            return new SealedMessage(bytes);
        });
    }

    /**
     * Takes the bytes as they were carried.
     *
     * @param bytes without propagation stamp; handed over
     * @return {@link MessageRejection#TOO_SHORT} or {@link MessageRejection#TOO_LONG}
     */
    public static Decoded<SealedMessage> of(byte[] bytes) {
        if (bytes.length < MIN_LENGTH) {
            return Decoded.rejected(MessageRejection.TOO_SHORT);
        }
        return bytes.length > Message.MAX_LENGTH
                ? Decoded.rejected(MessageRejection.TOO_LONG)
                : Decoded.value(new SealedMessage(bytes));
    }

    /** The recipient's delivery destination. */
    public Address destination() {
        return Address.read(bytes, 0);
    }

    /** What propagation nodes know it by, and what a propagation stamp is bound to. */
    public Digest transientId() {
        return Hashes.sha256(bytes);
    }

    /** The bytes as they are carried. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Size in bytes, propagation stamp not counted. */
    public int length() {
        return bytes.length;
    }

    /** A packed message and the id of the ratchet it was encrypted to; no id means the base key. */
    public record Opened(byte[] packed, Optional<byte[]> ratchetId) {}

    /**
     * Decrypts, and puts the destination in front again.
     *
     * @param ratchets own ratchets, newest first
     * @return the packed message, or {@link MessageRejection#NOT_READABLE} when it is not for this identity or damaged
     */
    public Decoded<Opened> open(PrivateIdentity recipient, List<Ratchet> ratchets) {
        byte[] sealed = Arrays.copyOfRange(bytes, Address.LENGTH, bytes.length);
        return switch (recipient.decrypt(sealed, ratchets, false)) {
            case Decoded.Rejected<PrivateIdentity.Opened> shut -> Decoded.rejected(MessageRejection.NOT_READABLE);
            case Decoded.Value<PrivateIdentity.Opened>(PrivateIdentity.Opened opened) -> {
                byte[] packed = Arrays.copyOf(bytes, Address.LENGTH + opened.plaintext().length);
                System.arraycopy(opened.plaintext(), 0, packed, Address.LENGTH, opened.plaintext().length);
                yield Decoded.value(new Opened(packed, opened.ratchet().map(Ratchet::id)));
            }
        };
    }
}
