package weft.reticulum.destination;

import java.util.HexFormat;
import weft.reticulum.Address;
import weft.reticulum.crypto.Hashes;

/**
 * The first ten bytes of the hash of a destination's full name; it stands in announces and, with the identity, makes the
 * destination hash (rns-core §6.1).
 *
 * @param high the first eight bytes, big-endian
 * @param low the last two bytes, 0 to 65535
 */
public record NameHash(long high, int low) {

    /** Size on the wire, in bytes. */
    public static final int LENGTH = 10;

    /**
     * Reads the ten bytes at {@code offset}.
     *
     * @throws IndexOutOfBoundsException when fewer than ten bytes are left; decoders check lengths first
     */
    public static NameHash read(byte[] source, int offset) {
        long high = 0;
        for (int i = 0; i < 8; i++) {
            high = high << 8 | source[offset + i] & 0xFF;
        }
        return new NameHash(high, (source[offset + 8] & 0xFF) << 8 | source[offset + 9] & 0xFF);
    }

    /** A fresh array of the ten bytes. */
    public byte[] bytes() {
        byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (high >> 56 - 8 * i);
        }
        bytes[8] = (byte) (low >> 8);
        bytes[9] = (byte) low;
        return bytes;
    }

    /** The hash of the SINGLE or GROUP destination of this name that belongs to the identity. */
    public Address destination(Address identity) {
        return Hashes.truncated(bytes(), identity.bytes());
    }

    /** The hash of the PLAIN destination of this name, which belongs to nobody. */
    public Address plain() {
        return Hashes.truncated(bytes());
    }

    /** 20 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
