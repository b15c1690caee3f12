package weft.lxmf.message;

/** A picture or a recording in a message (lxmf §4, §5). */
public sealed interface Media {

    /** The bytes as sent; their kind is to be found out from them, not believed. */
    byte[] data();

    /**
     * A picture.
     *
     * @param type what the sender says: {@code webp}, {@code jpg}, …; empty when the sender sent only bytes
     */
    record Image(String type, byte[] data) implements Media {}

    /**
     * A recording.
     *
     * @param mode codec and quality, see lxmf §4; {@link #UNKNOWN_MODE} when the sender sent only bytes
     */
    record Audio(int mode, byte[] data) implements Media {

        /** The sender did not say. */
        public static final int UNKNOWN_MODE = -1;
    }
}
