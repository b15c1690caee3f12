package weft.reticulum.announce;

import java.util.HexFormat;

/**
 * The random field of an announce: five random bytes that make it unique and five bytes of the sender's Unix time that
 * order it among the announces of its destination (rns-core §9, §10.2).
 *
 * @param random 40 bits
 * @param unixSeconds the emission time by the sender's clock, 40 bits
 */
public record Emission(long random, long unixSeconds) {

    /** Size on the wire, in bytes. */
    public static final int LENGTH = 10;

    /** How many of them are random. */
    public static final int RANDOM_LENGTH = 5;

    private static final long MASK = 0xFF_FFFF_FFFFL;

    /** Refuses values that don't fit in five bytes each. */
    public Emission {
        if ((random & ~MASK) != 0 || (unixSeconds & ~MASK) != 0) {
            throw new IllegalArgumentException("an emission has 40 random bits and 40 bits of Unix time");
        }
    }

    /**
     * A new emission.
     *
     * @param randomBytes exactly five
     * @param unixSeconds the wall clock, not negative
     */
    public static Emission of(byte[] randomBytes, long unixSeconds) {
        if (randomBytes.length != RANDOM_LENGTH) {
            throw new IllegalArgumentException("an emission has 5 random bytes, not " + randomBytes.length);
        }
        return new Emission(read40(randomBytes, 0), unixSeconds);
    }

    /**
     * Reads the ten bytes at {@code offset}.
     *
     * @throws IndexOutOfBoundsException when fewer than ten bytes are left; decoders check lengths first
     */
    public static Emission read(byte[] source, int offset) {
        return new Emission(read40(source, offset), read40(source, offset + RANDOM_LENGTH));
    }

    /** A fresh array of the ten bytes. */
    public byte[] bytes() {
        byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            bytes[i] = (byte) (random >> 32 - 8 * i);
            bytes[RANDOM_LENGTH + i] = (byte) (unixSeconds >> 32 - 8 * i);
        }
        return bytes;
    }

    /** 20 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }

    private static long read40(byte[] source, int offset) {
        long value = 0;
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            value = value << 8 | source[offset + i] & 0xFF;
        }
        return value;
    }
}
