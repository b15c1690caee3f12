package weft.reticulum.resource;

import java.util.Arrays;
import weft.reticulum.Digest;

/**
 * One segment, ready to be sent.
 *
 * @param stream the encrypted bytes that are cut into parts
 * @param random the four bytes in every hash
 * @param hash of content and random
 * @param expected what the receiver will prove
 * @param compressed whether the stream holds compressed content
 */
record Segment(
        byte[] stream,
        int partSize,
        byte[] random,
        int[] mapHashes,
        Digest hash,
        ResourceProof expected,
        boolean compressed) {

    int parts() {
        return mapHashes.length;
    }

    byte[] part(int index) {
        int from = index * partSize;
        return Arrays.copyOfRange(stream, from, Math.min(stream.length, from + partSize));
    }
}
