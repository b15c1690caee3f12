package weft.reticulum.link;

import java.util.Arrays;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Ed25519;

/**
 * The proof of a packet on a link, always in the explicit form (links-and-resources §9).
 *
 * @param packetHash the proven packet
 * @param signature over its hash, 64 bytes
 */
public record LinkPacketProof(Digest packetHash, byte[] signature) {

    /** Size of the proof, in bytes. */
    public static final int LENGTH = Digest.LENGTH + Ed25519.SIGNATURE_LENGTH;

    /** Reads a proof, or {@link WireRejection#WRONG_LENGTH} unless there are exactly 96 bytes. */
    public static Decoded<LinkPacketProof> decode(byte[] data) {
        return data.length == LENGTH
                ? Decoded.value(
                        new LinkPacketProof(Digest.read(data, 0), Arrays.copyOfRange(data, Digest.LENGTH, LENGTH)))
                : Decoded.rejected(WireRejection.WRONG_LENGTH);
    }

    /** The 96 bytes. */
    public byte[] bytes() {
        byte[] bytes = new byte[LENGTH];
        packetHash.write(bytes, 0);
        System.arraycopy(signature, 0, bytes, Digest.LENGTH, Ed25519.SIGNATURE_LENGTH);
        return bytes;
    }

    /** Whether the holder of that 32-byte Ed25519 key signed it. */
    public boolean isSignedBy(byte[] signingKey) {
        return Ed25519.verify(signingKey, packetHash.bytes(), signature);
    }
}
