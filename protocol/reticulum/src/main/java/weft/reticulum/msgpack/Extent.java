package weft.reticulum.msgpack;

import weft.reticulum.Decoded;
import weft.reticulum.WireRejection;

/**
 * Where one MessagePack object stands and how much it holds, found by walking its bytes: nothing is built, so a few bytes that
 * stand for a large tree cost no more than their number.
 *
 * <p>What a walk can't see is not looked at: repeated keys and text that is not UTF-8 are found when the object is decoded.
 *
 * @param offset of its first byte in the array that was walked
 * @param length in bytes
 * @param values containers, keys and elements, the object itself included
 * @param depth containers around the deepest value; one more than {@link MsgPack#MAX_DEPTH} stands for anything deeper
 */
public record Extent(int offset, int length, int values, int depth) {

    /** Behind its last byte. */
    public int end() {
        return offset + length;
    }

    /**
     * Walks the object that begins at {@code offset}, of which at most {@code length} bytes are there.
     *
     * @return {@link WireRejection#BAD_MESSAGE_PACK} when there is nothing, it is truncated, or has the unused code 0xc1
     * @throws IndexOutOfBoundsException when the range is not inside {@code source}
     */
    public static Decoded<Extent> of(byte[] source, int offset, int length) {
        Walk walk = new Walk(source, offset, length);
        return walk.whole()
                ? Decoded.value(new Extent(offset, walk.at() - offset, walk.values(), walk.depth()))
                : Decoded.rejected(WireRejection.BAD_MESSAGE_PACK);
    }
}
