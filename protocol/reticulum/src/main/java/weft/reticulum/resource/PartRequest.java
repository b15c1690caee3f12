package weft.reticulum.resource;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.WireRejection;

/**
 * A receiver asks for parts (links-and-resources §17).
 *
 * @param lastKnown the last map hash it knows, when it needs more of them to go on
 * @param resource hash of the segment
 * @param mapHashes the parts it asks for; none only together with {@code lastKnown}
 */
public record PartRequest(OptionalInt lastKnown, Digest resource, int[] mapHashes) {

    private static final byte NOT_EXHAUSTED = 0x00;
    private static final byte EXHAUSTED = (byte) 0xFF;

    /** The plaintext of the request packet. */
    public byte[] encode() {
        byte[] hashes = MapHashes.encode(mapHashes, 0, mapHashes.length);
        ByteBuffer bytes =
                ByteBuffer.allocate(1 + (lastKnown.isPresent() ? MapHashes.LENGTH : 0) + Digest.LENGTH + hashes.length);
        bytes.put(lastKnown.isPresent() ? EXHAUSTED : NOT_EXHAUSTED);
        lastKnown.ifPresent(bytes::putInt);
        return bytes.put(resource.bytes()).put(hashes).array();
    }

    /**
     * Reads a request.
     *
     * @return the request, {@link WireRejection#WRONG_KIND} for another first byte, or {@link WireRejection#WRONG_LENGTH}
     */
    public static Decoded<PartRequest> decode(byte[] plaintext) {
        if (plaintext.length == 0) {
            return Decoded.rejected(WireRejection.WRONG_LENGTH);
        }
        boolean exhausted = plaintext[0] == EXHAUSTED;
        if (!exhausted && plaintext[0] != NOT_EXHAUSTED) {
            return Decoded.rejected(WireRejection.WRONG_KIND);
        }
        int hashAt = exhausted ? 1 + MapHashes.LENGTH : 1;
        int wantedAt = hashAt + Digest.LENGTH;
        if (plaintext.length < wantedAt) {
            return Decoded.rejected(WireRejection.WRONG_LENGTH);
        }
        OptionalInt lastKnown =
                exhausted ? OptionalInt.of(ByteBuffer.wrap(plaintext).getInt(1)) : OptionalInt.empty();
        Digest resource = Digest.read(plaintext, hashAt);
        return MapHashes.decode(plaintext, wantedAt)
                .then(wanted -> Decoded.value(new PartRequest(lastKnown, resource, wanted)));
    }
}
