package weft.reticulum.resource;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import weft.reticulum.Digest;
import weft.reticulum.Entropy;
import weft.reticulum.compression.Bzip2;
import weft.reticulum.crypto.Hashes;

/**
 * Compresses, encrypts and names one segment (links-and-resources §15). Pure, and the slow half of sending: about 100 ms for a
 * full segment that compresses, a few ms for one that does not.
 */
final class SegmentBuilder {

    /** Map hashes must differ among so many neighbours: two windows of 75 and a hashmap page. */
    static final int COLLISION_GUARD = 224;

    /** So much is tried before a whole segment is compressed; photographs and archives stop here. */
    private static final int PROBE = 32_768;

    private static final double WORTHWHILE = 0.95;
    private static final int PREFIX = 4;

    private SegmentBuilder() {}

    /**
     * Builds a segment.
     *
     * @param content the plain bytes, metadata included
     * @param seal encrypts with the keys of the link
     */
    static Segment build(
            byte[] content, boolean mayCompress, int partSize, UnaryOperator<byte[]> seal, Entropy entropy) {
        byte[] packed = mayCompress ? compress(content) : content;
        byte[] plaintext = new byte[PREFIX + packed.length];
        System.arraycopy(entropy.bytes(PREFIX), 0, plaintext, 0, PREFIX);
        System.arraycopy(packed, 0, plaintext, PREFIX, packed.length);
        byte[] stream = seal.apply(plaintext);
        byte[] random;
        int[] mapHashes;
        do {
            random = entropy.bytes(ResourceAdvertisement.RANDOM_LENGTH);
            mapHashes = mapHashes(stream, partSize, random);
        } while (collide(mapHashes));
        Digest hash = Hashes.sha256(content, random);
        return new Segment(
                stream, partSize, random, mapHashes, hash, ResourceProof.of(content, hash), packed != content);
    }

    private static byte[] compress(byte[] content) {
        if (content.length > 2 * PROBE && Bzip2.compress(Arrays.copyOf(content, PROBE)).length > PROBE * WORTHWHILE) {
            return content;
        }
        byte[] compressed = Bzip2.compress(content);
        return compressed.length < content.length ? compressed : content;
    }

    static int[] mapHashes(byte[] stream, int partSize, byte[] random) {
        int[] hashes = new int[(stream.length + partSize - 1) / partSize];
        for (int i = 0; i < hashes.length; i++) {
            int from = i * partSize;
            hashes[i] =
                    MapHashes.of(Arrays.copyOfRange(stream, from, Math.min(stream.length, from + partSize)), random);
        }
        return hashes;
    }

    static boolean collide(int[] mapHashes) {
        Map<Integer, Integer> lastSeen = new LinkedHashMap<>();
        for (int i = 0; i < mapHashes.length; i++) {
            Integer before = lastSeen.put(mapHashes[i], i);
            if (before != null && i - before <= COLLISION_GUARD) {
                return true;
            }
        }
        return false;
    }
}
