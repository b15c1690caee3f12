package weft.reticulum.packet;

import java.util.Arrays;
import java.util.Optional;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Ed25519;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.PrivateIdentity;

/**
 * The proof that a packet arrived: its destination's signature over the packet hash (rns-core §8). Proofs of packets on a
 * link and of link requests have their own forms.
 *
 * @param packetHash which packet an explicit proof proves; an implicit one leaves the receiver to try its receipts
 * @param signature 64 bytes
 */
public record Proof(Optional<Digest> packetHash, byte[] signature) {

    /** Size of the data of an implicit proof, in bytes: the signature alone. */
    public static final int IMPLICIT_LENGTH = Ed25519.SIGNATURE_LENGTH;

    /** Size of the data of an explicit proof, in bytes: packet hash, then signature. */
    public static final int EXPLICIT_LENGTH = Digest.LENGTH + Ed25519.SIGNATURE_LENGTH;

    /** Proves a packet with the signature alone, the form that is usual. */
    public static Packet implicit(PrivateIdentity destination, Digest packetHash) {
        return packet(packetHash, destination.sign(packetHash.bytes()));
    }

    /** Proves a packet with hash and signature. */
    public static Packet explicit(PrivateIdentity destination, Digest packetHash) {
        byte[] data = Arrays.copyOf(packetHash.bytes(), EXPLICIT_LENGTH);
        System.arraycopy(destination.sign(packetHash.bytes()), 0, data, Digest.LENGTH, Ed25519.SIGNATURE_LENGTH);
        return packet(packetHash, data);
    }

    /**
     * Reads the data of a proof packet.
     *
     * @return the proof, unverified, or {@link WireRejection#WRONG_LENGTH} for anything but 64 and 96 bytes
     */
    public static Decoded<Proof> decode(byte[] data) {
        return switch (data.length) {
            case IMPLICIT_LENGTH -> Decoded.value(new Proof(Optional.empty(), data.clone()));
            case EXPLICIT_LENGTH ->
                Decoded.value(new Proof(
                        Optional.of(Digest.read(data, 0)), Arrays.copyOfRange(data, Digest.LENGTH, EXPLICIT_LENGTH)));
            default -> Decoded.rejected(WireRejection.WRONG_LENGTH);
        };
    }

    /** Whether the destination's identity proves this packet with it; an explicit proof must also name the packet. */
    public boolean proves(Digest sent, Identity destination) {
        return packetHash.map(sent::equals).orElse(true) && destination.verify(sent.bytes(), signature);
    }

    private static Packet packet(Digest packetHash, byte[] data) {
        return Packet.originate(DestinationType.SINGLE, PacketType.PROOF, packetHash.truncated(), Context.NONE, data);
    }
}
