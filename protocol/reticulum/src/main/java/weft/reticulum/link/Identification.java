package weft.reticulum.link;

import java.util.Arrays;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Ed25519;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.PrivateIdentity;

/** How the initiator of a link shows who it is (links-and-resources §10). */
public final class Identification {

    private static final int LENGTH = Identity.KEY_SET_LENGTH + Ed25519.SIGNATURE_LENGTH;

    private Identification() {}

    /** The plaintext of the identify packet. */
    public static byte[] sign(Address linkId, PrivateIdentity identity) {
        byte[] keys = identity.identity().publicKeySet();
        byte[] plaintext = Arrays.copyOf(keys, LENGTH);
        byte[] signature = identity.sign(signedPart(linkId, keys));
        System.arraycopy(signature, 0, plaintext, keys.length, signature.length);
        return plaintext;
    }

    /**
     * Reads and verifies the plaintext of an identify packet.
     *
     * @return the identity, {@link WireRejection#WRONG_LENGTH} or {@link WireRejection#BAD_SIGNATURE}
     */
    public static Decoded<Identity> verify(Address linkId, byte[] plaintext) {
        if (plaintext.length != LENGTH) {
            return Decoded.rejected(WireRejection.WRONG_LENGTH);
        }
        byte[] keys = Arrays.copyOf(plaintext, Identity.KEY_SET_LENGTH);
        byte[] signature = Arrays.copyOfRange(plaintext, Identity.KEY_SET_LENGTH, LENGTH);
        Identity identity = Identity.of(keys);
        return identity.verify(signedPart(linkId, keys), signature)
                ? Decoded.value(identity)
                : Decoded.rejected(WireRejection.BAD_SIGNATURE);
    }

    private static byte[] signedPart(Address linkId, byte[] keys) {
        byte[] part = new byte[Address.LENGTH + keys.length];
        linkId.write(part, 0);
        System.arraycopy(keys, 0, part, Address.LENGTH, keys.length);
        return part;
    }
}
