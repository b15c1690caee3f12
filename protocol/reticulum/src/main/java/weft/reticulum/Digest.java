package weft.reticulum;

import java.util.HexFormat;

/**
 * A whole SHA-256 value: a packet hash, a resource hash, a message id (rns-core §1, HASH_LEN).
 *
 * <p>Held as four longs, for the same reason as {@link Address}. Immutable.
 */
public record Digest(long first, long second, long third, long fourth) {

    /** Size on the wire, in bytes. */
    public static final int LENGTH = 32;

    /**
     * Reads a digest from the 32 bytes at {@code offset}.
     *
     * @throws IndexOutOfBoundsException when fewer than 32 bytes are left; decoders check lengths first
     */
    public static Digest read(byte[] source, int offset) {
        return new Digest(
                Longs.read(source, offset),
                Longs.read(source, offset + 8),
                Longs.read(source, offset + 16),
                Longs.read(source, offset + 24));
    }

    /**
     * Makes a digest of exactly 32 bytes.
     *
     * @throws IllegalArgumentException when {@code bytes} has another length
     */
    public static Digest of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a digest has 32 bytes, not " + bytes.length);
        }
        return read(bytes, 0);
    }

    /** The first sixteen bytes: how proofs, reverse tables and link ids name the hashed packet. */
    public Address truncated() {
        return new Address(first, second);
    }

    /** Writes the 32 bytes to {@code target} from {@code offset}. */
    public void write(byte[] target, int offset) {
        Longs.write(first, target, offset);
        Longs.write(second, target, offset + 8);
        Longs.write(third, target, offset + 16);
        Longs.write(fourth, target, offset + 24);
    }

    /** A fresh array of the 32 bytes. */
    public byte[] bytes() {
        byte[] bytes = new byte[LENGTH];
        write(bytes, 0);
        return bytes;
    }

    /** 64 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(first) + hex.toHexDigits(second) + hex.toHexDigits(third) + hex.toHexDigits(fourth);
    }
}
