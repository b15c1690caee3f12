package weft.reticulum.resource;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.WireRejection;
import weft.reticulum.compression.Bzip2;
import weft.reticulum.crypto.Hashes;

/**
 * Decrypts, decompresses and verifies one segment (links-and-resources §20). Pure, and the slow half of receiving: some 60 ms
 * for a full compressed segment.
 */
final class SegmentAssembler {

    private static final int PREFIX = 4;
    private static final int METADATA_HEADER = 3;

    private SegmentAssembler() {}

    /**
     * A verified segment.
     *
     * @param metadata only in the first segment of a resource that has some
     * @param content without metadata
     * @param plainSize metadata, its length and content, in bytes
     */
    record Assembled(Optional<byte[]> metadata, byte[] content, int plainSize, ResourceProof proof) {}

    /**
     * Assembles a segment.
     *
     * @param stream all parts, one after the other
     * @param open decrypts with the keys of the link
     * @param limit most bytes the segment may have when decompressed
     * @return the segment, or {@link WireRejection#BAD_TOKEN}, {@link WireRejection#BAD_COMPRESSION},
     *     {@link WireRejection#WRONG_HASH}, or {@link WireRejection#WRONG_LENGTH} for metadata longer than the segment
     */
    static Decoded<Assembled> assemble(
            byte[] stream, ResourceAdvertisement advertised, Function<byte[], Decoded<byte[]>> open, int limit) {
        return open.apply(stream)
                .then(opened -> unpack(opened, advertised.has(ResourceAdvertisement.COMPRESSED), limit))
                .then(plain -> verify(plain, advertised));
    }

    private static Decoded<byte[]> unpack(byte[] opened, boolean compressed, int limit) {
        if (opened.length < PREFIX) {
            return Decoded.rejected(WireRejection.TOO_SHORT);
        }
        return compressed
                ? Bzip2.decompress(opened, PREFIX, opened.length - PREFIX, limit)
                : Decoded.value(Arrays.copyOfRange(opened, PREFIX, opened.length));
    }

    private static Decoded<Assembled> verify(byte[] plain, ResourceAdvertisement advertised) {
        Digest hash = Hashes.sha256(plain, advertised.random());
        if (!hash.equals(advertised.hash())) {
            return Decoded.rejected(WireRejection.WRONG_HASH);
        }
        ResourceProof proof = ResourceProof.of(plain, hash);
        if (advertised.segment() > 1 || !advertised.has(ResourceAdvertisement.METADATA)) {
            return Decoded.value(new Assembled(Optional.empty(), plain, plain.length, proof));
        }
        if (plain.length < METADATA_HEADER) {
            return Decoded.rejected(WireRejection.WRONG_LENGTH);
        }
        int end = METADATA_HEADER + ((plain[0] & 0xFF) << 16 | (plain[1] & 0xFF) << 8 | plain[2] & 0xFF);
        if (end > plain.length) {
            return Decoded.rejected(WireRejection.WRONG_LENGTH);
        }
        return Decoded.value(new Assembled(
                Optional.of(Arrays.copyOfRange(plain, METADATA_HEADER, end)),
                Arrays.copyOfRange(plain, end, plain.length),
                plain.length,
                proof));
    }
}
