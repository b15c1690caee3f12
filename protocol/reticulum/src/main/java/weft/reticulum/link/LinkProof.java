package weft.reticulum.link;

import java.util.Arrays;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Ed25519;
import weft.reticulum.crypto.X25519;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;

/**
 * The answer to a link request (links-and-resources §5).
 *
 * @param signature by the identity of the destination, 64 bytes
 * @param encryptionKey the responder's ephemeral X25519 public key, 32 bytes
 * @param signalling mode and final MTU; absent means 500 bytes
 */
public record LinkProof(byte[] signature, byte[] encryptionKey, Optional<Signalling> signalling) {

    private static final int LENGTH = Ed25519.SIGNATURE_LENGTH + X25519.KEY_LENGTH;

    /** Signs a proof for the link. */
    public static LinkProof sign(Address linkId, byte[] encryptionKey, Signalling signalling, PrivateIdentity owner) {
        byte[] signed = signedPart(linkId, encryptionKey, owner.identity(), Optional.of(signalling));
        return new LinkProof(owner.sign(signed), encryptionKey, Optional.of(signalling));
    }

    /**
     * Takes a proof packet apart; says nothing about its signature.
     *
     * @return the proof; {@link WireRejection#WRONG_KIND} for another packet; {@link WireRejection#WRONG_LENGTH} unless its
     *     data has 96 or 99 bytes
     */
    public static Decoded<LinkProof> decode(Packet packet) {
        if (packet.type() != PacketType.PROOF
                || packet.destinationType() != DestinationType.LINK
                || packet.context() != Context.LINK_REQUEST_PROOF) {
            return Decoded.rejected(WireRejection.WRONG_KIND);
        }
        byte[] data = packet.data();
        if (data.length != LENGTH && data.length != LENGTH + Signalling.LENGTH) {
            return Decoded.rejected(WireRejection.WRONG_LENGTH);
        }
        return Decoded.value(new LinkProof(
                Arrays.copyOf(data, Ed25519.SIGNATURE_LENGTH),
                Arrays.copyOfRange(data, Ed25519.SIGNATURE_LENGTH, LENGTH),
                data.length == LENGTH ? Optional.empty() : Optional.of(Signalling.read(data, LENGTH))));
    }

    /** Whether the destination's identity signed this for the link. */
    public boolean isSignedBy(Identity destination, Address linkId) {
        return destination.verify(signedPart(linkId, encryptionKey, destination, signalling), signature);
    }

    /** The packet as the responder sends it. */
    public Packet packet(Address linkId) {
        byte[] end = signalling.map(Signalling::bytes).orElse(new byte[0]);
        byte[] data = Arrays.copyOf(signature, LENGTH + end.length);
        System.arraycopy(encryptionKey, 0, data, Ed25519.SIGNATURE_LENGTH, X25519.KEY_LENGTH);
        System.arraycopy(end, 0, data, LENGTH, end.length);
        return Packet.originate(DestinationType.LINK, PacketType.PROOF, linkId, Context.LINK_REQUEST_PROOF, data);
    }

    /** What the signature covers: link id, responder key, signing key of the destination, signalling as sent. */
    static byte[] signedPart(
            Address linkId, byte[] encryptionKey, Identity destination, Optional<Signalling> signalling) {
        byte[] end = signalling.map(Signalling::bytes).orElse(new byte[0]);
        byte[] part = new byte[Address.LENGTH + 2 * X25519.KEY_LENGTH + end.length];
        linkId.write(part, 0);
        System.arraycopy(encryptionKey, 0, part, Address.LENGTH, X25519.KEY_LENGTH);
        System.arraycopy(destination.signingKey(), 0, part, Address.LENGTH + X25519.KEY_LENGTH, Ed25519.KEY_LENGTH);
        System.arraycopy(end, 0, part, part.length - end.length, end.length);
        return part;
    }
}
