package weft.reticulum.resource;

import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;

/**
 * The proof that a segment was assembled (links-and-resources §17, §20).
 *
 * @param resource hash of the segment
 * @param proof hash of the segment's content followed by {@code resource}
 */
public record ResourceProof(Digest resource, Digest proof) {

    private static final int LENGTH = 2 * Digest.LENGTH;

    /** The proof of this content. */
    static ResourceProof of(byte[] content, Digest resource) {
        return new ResourceProof(resource, Hashes.sha256(content, resource.bytes()));
    }

    /** The 64 bytes. */
    public byte[] bytes() {
        byte[] bytes = new byte[LENGTH];
        resource.write(bytes, 0);
        proof.write(bytes, Digest.LENGTH);
        return bytes;
    }

    /** Reads a proof, or {@link WireRejection#WRONG_LENGTH} unless there are 64 bytes. */
    public static Decoded<ResourceProof> decode(byte[] data) {
        return data.length == LENGTH
                ? Decoded.value(new ResourceProof(Digest.read(data, 0), Digest.read(data, Digest.LENGTH)))
                : Decoded.rejected(WireRejection.WRONG_LENGTH);
    }

    /** The hash of the packet that carries it on the link: how a sender asks for its repetition. */
    public Digest packetHash(Address link) {
        return Packet.originate(DestinationType.LINK, PacketType.PROOF, link, Context.RESOURCE_PROOF, bytes())
                .hash();
    }
}
