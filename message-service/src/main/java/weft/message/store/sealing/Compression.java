package weft.message.store.sealing;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import weft.service.vault.UnreadableSeal;

/**
 * Large values in fewer bytes (DEFLATE, RFC 1951, the fastest level). What comes out is told from what went in by its length: it is
 * shorter by an eighth or more, or the same bytes.
 */
final class Compression {

    /** Bytes below which nothing is tried: the file of a message begins far above. */
    static final int SMALL = 512;

    /** Bytes that one compressed byte stands for at most (zlib's own figure). */
    private static final long FURTHEST = 1_032;

    private Compression() {}

    /** The value in fewer bytes, or as it is where that would save less than an eighth. */
    static byte[] compress(byte[] plain) {
        if (plain.length < SMALL) {
            return plain;
        }
        byte[] shorter = new byte[plain.length - plain.length / 8];
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(plain);
            deflater.finish();
            int length = deflater.deflate(shorter);
            return deflater.finished() ? Arrays.copyOf(shorter, length) : plain;
        } finally {
            deflater.end();
        }
    }

    /**
     * The value as it was.
     *
     * @param length that it had, and all that is ever made of it; none is made room for that these bytes could not have become
     * @throws UnreadableSeal when these bytes are not what became of a value of this length
     */
    static byte[] restore(byte[] kept, int length) {
        if (kept.length == length) {
            return kept;
        }
        if (length < 0 || length > kept.length * FURTHEST) {
            throw new UnreadableSeal(null);
        }
        byte[] plain = new byte[length];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(kept);
            if (inflater.inflate(plain) == length && inflater.getRemaining() == 0 && ended(inflater)) {
                return plain;
            }
        } catch (DataFormatException damaged) {
            throw new UnreadableSeal(damaged);
        } finally {
            inflater.end();
        }
        throw new UnreadableSeal(null);
    }

    private static boolean ended(Inflater inflater) throws DataFormatException {
        return inflater.finished() || inflater.inflate(new byte[1]) == 0 && inflater.finished();
    }
}
