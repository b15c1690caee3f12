package weft.reticulum.msgpack;

import java.util.Arrays;
import java.util.Objects;
import org.msgpack.value.Value;

/**
 * One decoded MessagePack object and where its bytes stood, for formats that hash or sign the bytes as they were received
 * (lxmf §3).
 *
 * <p>Refers to the array it was decoded from and does not copy it: whoever keeps a document must not change that array.
 */
public final class Document {

    private static final int[] NO_ELEMENTS = {};

    private final Value value;
    private final byte[] source;
    private final int offset;
    private final int consumed;
    private final int[] elementEnds;

    Document(Value value, byte[] source, int offset, int consumed, int[] elementEnds) {
        this.value = value;
        this.source = source;
        this.offset = offset;
        this.consumed = consumed;
        this.elementEnds = elementEnds;
    }

    /** The decoded object. */
    public Value value() {
        return value;
    }

    /** How many bytes the object took; what stands after them was not looked at. */
    public int consumed() {
        return consumed;
    }

    /**
     * The exact bytes of the elements {@code from} (inclusive) to {@code to} (exclusive) of the outermost array, without the
     * array's own header.
     *
     * @throws IndexOutOfBoundsException when the object is not an array or has fewer elements
     */
    public byte[] elements(int from, int to) {
        Objects.checkFromToIndex(from, to, Math.max(0, elementEnds.length - 1));
        return Arrays.copyOfRange(source, offset + elementEnds[from], offset + elementEnds[to]);
    }

    /** No positions: the outermost object is not an array. */
    static int[] noElements() {
        return NO_ELEMENTS;
    }
}
