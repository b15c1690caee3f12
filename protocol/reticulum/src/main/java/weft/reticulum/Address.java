package weft.reticulum;

import java.util.HexFormat;

/**
 * Sixteen bytes that name something on the mesh: an identity hash, a destination hash, a link id or a transport id
 * (rns-core §1, ADDR_LEN).
 *
 * <p>Held as two longs so that a routing table can hash and compare addresses without touching an array. Immutable.
 */
public record Address(long high, long low) implements Comparable<Address> {

    /** Size on the wire, in bytes. */
    public static final int LENGTH = 16;

    /**
     * Reads an address from the sixteen bytes at {@code offset}.
     *
     * @throws IndexOutOfBoundsException when fewer than sixteen bytes are left; decoders check lengths first
     */
    public static Address read(byte[] source, int offset) {
        return new Address(Longs.read(source, offset), Longs.read(source, offset + 8));
    }

    /** The first half of the sixteen bytes at {@code offset}, for tables that work on halves; allocates nothing. */
    public static long readHigh(byte[] source, int offset) {
        return Longs.read(source, offset);
    }

    /** The second half of the sixteen bytes at {@code offset}. */
    public static long readLow(byte[] source, int offset) {
        return Longs.read(source, offset + 8);
    }

    /**
     * Makes an address of exactly sixteen bytes.
     *
     * @throws IllegalArgumentException when {@code bytes} has another length
     */
    public static Address of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("an address has 16 bytes, not " + bytes.length);
        }
        return read(bytes, 0);
    }

    /**
     * Parses 32 hexadecimal digits, upper or lower case.
     *
     * @throws IllegalArgumentException when the text is anything else
     */
    public static Address parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /**
     * Whether the sixteen bytes at {@code offset} are this address; allocates nothing.
     *
     * @throws IndexOutOfBoundsException when fewer than sixteen bytes are left; decoders check lengths first
     */
    public boolean matches(byte[] source, int offset) {
        return high == Longs.read(source, offset) && low == Longs.read(source, offset + 8);
    }

    /** Writes the sixteen bytes to {@code target} from {@code offset}. */
    public void write(byte[] target, int offset) {
        Longs.write(high, target, offset);
        Longs.write(low, target, offset + 8);
    }

    /** A fresh array of the sixteen bytes. */
    public byte[] bytes() {
        byte[] bytes = new byte[LENGTH];
        write(bytes, 0);
        return bytes;
    }

    @Override
    public int compareTo(Address other) {
        int first = Long.compareUnsigned(high, other.high);
        return first != 0 ? first : Long.compareUnsigned(low, other.low);
    }

    /** 32 lower-case hexadecimal digits, the form in which addresses are shown and exchanged. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
