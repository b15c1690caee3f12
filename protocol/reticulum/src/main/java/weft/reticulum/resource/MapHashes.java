package weft.reticulum.resource;

import java.nio.ByteBuffer;
import weft.reticulum.Decoded;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Hashes;

/** Map hashes, the four-byte names of parts, held as ints (links-and-resources §15). */
final class MapHashes {

    static final int LENGTH = Integer.BYTES;

    private MapHashes() {}

    /** The name of a part under the resource's random hash. */
    static int of(byte[] part, byte[] random) {
        return ByteBuffer.wrap(Hashes.sha256Bytes(part, random)).getInt();
    }

    static byte[] encode(int[] hashes, int from, int to) {
        ByteBuffer bytes = ByteBuffer.allocate((to - from) * LENGTH);
        for (int i = from; i < to; i++) {
            bytes.putInt(hashes[i]);
        }
        return bytes.array();
    }

    /** Reads the rest of {@code source}, or {@link WireRejection#WRONG_LENGTH} unless it is a multiple of four. */
    static Decoded<int[]> decode(byte[] source, int offset) {
        int length = source.length - offset;
        if (length < 0 || length % LENGTH != 0) {
            return Decoded.rejected(WireRejection.WRONG_LENGTH);
        }
        int[] hashes = new int[length / LENGTH];
        ByteBuffer.wrap(source, offset, length).asIntBuffer().get(hashes);
        return Decoded.value(hashes);
    }
}
