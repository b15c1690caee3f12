package weft.reticulum.path;

import java.util.Arrays;
import java.util.HexFormat;
import weft.reticulum.Address;

/**
 * What makes one path request different from the next: 1 to 16 bytes, random in requests of our own (rns-core §12.1).
 *
 * @param padded the tag, filled up with zero bytes
 * @param length how many bytes count, 1 to 16
 */
public record PathTag(Address padded, int length) {

    /** Size of the tags that we make, and the most that counts of others', in bytes. */
    public static final int MAX_LENGTH = 16;

    /** Refuses lengths outside 1 to 16. */
    public PathTag {
        if (length < 1 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("a path tag has 1 to 16 bytes, not " + length);
        }
    }

    /**
     * A tag of these bytes.
     *
     * @throws IllegalArgumentException unless there are 1 to 16
     */
    public static PathTag of(byte[] bytes) {
        return read(bytes, 0, bytes.length);
    }

    static PathTag read(byte[] source, int offset, int length) {
        byte[] padded = new byte[MAX_LENGTH];
        System.arraycopy(source, offset, padded, 0, Math.min(length, MAX_LENGTH));
        return new PathTag(Address.of(padded), length);
    }

    /** A fresh array of the bytes that count. */
    public byte[] bytes() {
        return Arrays.copyOf(padded.bytes(), length);
    }

    /** The bytes that count, in hexadecimal. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
