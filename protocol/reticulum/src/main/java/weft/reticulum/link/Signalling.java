package weft.reticulum.link;

/**
 * The three bytes behind a link request or proof: encryption mode and MTU (links-and-resources §4).
 *
 * @param mode 0 to 7; only {@link #AES_256} is enabled
 * @param mtu 0 to 2,097,151 bytes
 */
public record Signalling(int mode, int mtu) {

    /** Size on the wire, in bytes. */
    public static final int LENGTH = 3;

    /** AES-256-CBC tokens under a 64-byte key. */
    public static final int AES_256 = 1;

    /** What a request or proof without these bytes means. */
    public static final Signalling ABSENT = new Signalling(AES_256, 500);

    private static final int MTU_BITS = 21;

    /** Refuses values that don't fit in their bits. */
    public Signalling {
        if (mode < 0 || mode > 7 || mtu < 0 || mtu > LinkSizes.MAX_SIGNALLED_MTU) {
            throw new IllegalArgumentException("link mode " + mode + " and MTU " + mtu + " do not fit in 24 bits");
        }
    }

    /** Reads the three bytes at {@code offset}. */
    public static Signalling read(byte[] source, int offset) {
        int value = (source[offset] & 0xFF) << 16 | (source[offset + 1] & 0xFF) << 8 | source[offset + 2] & 0xFF;
        return new Signalling(value >> MTU_BITS, value & LinkSizes.MAX_SIGNALLED_MTU);
    }

    /** The three bytes. */
    public byte[] bytes() {
        int value = mode << MTU_BITS | mtu;
        return new byte[] {(byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    /** Whether this end can hold such a link. */
    boolean usable() {
        return mode == AES_256 && mtu >= LinkSizes.MIN_MTU;
    }
}
