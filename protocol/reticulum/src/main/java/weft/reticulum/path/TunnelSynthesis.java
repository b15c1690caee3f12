package weft.reticulum.path;

import java.util.Arrays;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Ed25519;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;

/**
 * What a client says of itself after it connected, so that its paths survive a change of address (rns-core §14).
 *
 * @param transport the client's transport identity
 * @param interfaceHash hash of the client's own description of its interface; only has to be stable
 * @param signedPart the first 112 bytes, as received
 * @param signature 64 bytes
 */
public record TunnelSynthesis(Identity transport, Digest interfaceHash, byte[] signedPart, byte[] signature) {

    /** Where tunnel packets are addressed to, everywhere. */
    public static final Address ADDRESS = DestinationName.TUNNEL_SYNTHESIZE.plain();

    /** Size of the random part, in bytes. */
    public static final int RANDOM_LENGTH = 16;

    private static final int ID_LENGTH = Identity.KEY_SET_LENGTH + Digest.LENGTH;
    private static final int SIGNED_LENGTH = ID_LENGTH + RANDOM_LENGTH;
    private static final int LENGTH = SIGNED_LENGTH + Ed25519.SIGNATURE_LENGTH;

    /**
     * The packet for one interface, signed.
     *
     * @param random 16 random bytes
     */
    public static Packet build(PrivateIdentity transport, Digest interfaceHash, byte[] random) {
        if (random.length != RANDOM_LENGTH) {
            throw new IllegalArgumentException("a tunnel packet has 16 random bytes, not " + random.length);
        }
        byte[] signed = Arrays.copyOf(transport.identity().publicKeySet(), SIGNED_LENGTH);
        interfaceHash.write(signed, Identity.KEY_SET_LENGTH);
        System.arraycopy(random, 0, signed, ID_LENGTH, RANDOM_LENGTH);
        byte[] data = Arrays.copyOf(signed, LENGTH);
        System.arraycopy(transport.sign(signed), 0, data, SIGNED_LENGTH, Ed25519.SIGNATURE_LENGTH);
        return Packet.originate(DestinationType.PLAIN, PacketType.DATA, ADDRESS, Context.NONE, data);
    }

    /**
     * Reads the data of a packet to {@link #ADDRESS}.
     *
     * @return the statement, unverified, or {@link WireRejection#WRONG_LENGTH} for anything but 176 bytes
     */
    public static Decoded<TunnelSynthesis> decode(byte[] data) {
        if (data.length != LENGTH) {
            return Decoded.rejected(WireRejection.WRONG_LENGTH);
        }
        return Decoded.value(new TunnelSynthesis(
                Identity.of(Arrays.copyOf(data, Identity.KEY_SET_LENGTH)),
                Digest.read(data, Identity.KEY_SET_LENGTH),
                Arrays.copyOf(data, SIGNED_LENGTH),
                Arrays.copyOfRange(data, SIGNED_LENGTH, LENGTH)));
    }

    /** Whether the named identity signed it; costs one signature check. */
    public boolean isSigned() {
        return transport.verify(signedPart, signature);
    }

    /** What the tunnel is known by: the hash of keys and interface. */
    public Digest tunnelId() {
        return Hashes.sha256(signedPart, 0, ID_LENGTH);
    }
}
