package weft.lxmf.stamp;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.crypto.Hkdf;

/**
 * The expensive prefix under which stamps of one message are hashed (lxmf §11).
 *
 * <p>Building one takes tens of milliseconds for a message stamp, so it belongs on a pool. Only the SHA-256 state after the
 * block is kept, about a hundred bytes; each stamp then costs two compressions. Immutable and safe to share between threads.
 */
public final class Workblock {

    private static final int ROUND_LENGTH = 256;

    /** State after the block. Never updated: each use works on a clone. */
    private final MessageDigest state;

    private Workblock(MessageDigest state) {
        this.state = state;
    }

    /** The workblock of this material: a message id, a transient id or two identity hashes, by {@code kind}. */
    public static Workblock of(StampKind kind, byte[] material) {
        return of(material, kind.rounds());
    }

    static Workblock of(byte[] material, int rounds) {
        MessageDigest state = Hashes.newDigest();
        for (int round = 0; round < rounds; round++) {
            state.update(block(material, round));
        }
        return new Workblock(state);
    }

    /** One round: {@value #ROUND_LENGTH} bytes under a salt that depends on the round's number. */
    static byte[] block(byte[] material, int round) {
        byte[] salt = Hashes.sha256Bytes(material, roundNumber(round));
        return Hkdf.derive(ROUND_LENGTH, material, salt, null);
    }

    /** The round's number as MessagePack writes it: one, two or three bytes. */
    private static byte[] roundNumber(int round) {
        if (round < 0x80) {
            return new byte[] {(byte) round};
        }
        if (round < 0x100) {
            return new byte[] {(byte) 0xcc, (byte) round};
        }
        return new byte[] {(byte) 0xcd, (byte) (round >>> 8), (byte) round};
    }

    /** How much work the stamp shows: the leading zero bits of its hash, 0 to 256. */
    public int value(byte[] stamp) {
        return leadingZeroBits(hash(stamp));
    }

    /** Whether the stamp pays the cost. A cost of 0 or less takes everything. */
    public boolean pays(byte[] stamp, int cost) {
        return pays(ByteBuffer.wrap(hash(stamp)), cost);
    }

    /**
     * Tries candidates until one pays: {@code seed} with its last eight bytes replaced by {@code from}, {@code from + 1} and so
     * on. A pure function, so a search can stop after any call and go on elsewhere.
     *
     * @param seed 32 random bytes, so that two senders do not share a stamp
     * @param candidates how many to try; a million take well under a second
     * @return a stamp of 32 bytes, or empty when none of these paid
     */
    public Optional<byte[]> search(int cost, byte[] seed, long from, int candidates) {
        byte[] candidate = seed.clone();
        ByteBuffer counter = ByteBuffer.wrap(candidate);
        for (long next = from; next < from + candidates; next++) {
            counter.putLong(candidate.length - Long.BYTES, next);
            if (pays(ByteBuffer.wrap(hash(candidate)), cost)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** The hash as a number is at most 2^(256 − cost): enough leading zeros, or the one hash that is exactly the limit. */
    static boolean pays(ByteBuffer hash, int cost) {
        int zeros = leadingZeroBits(hash.array());
        return cost <= 0 || zeros >= cost || (zeros == cost - 1 && isPowerOfTwo(hash));
    }

    private static boolean isPowerOfTwo(ByteBuffer hash) {
        int ones = 0;
        for (int at = 0; at < hash.capacity(); at += Long.BYTES) {
            ones += Long.bitCount(hash.getLong(at));
        }
        return ones == 1;
    }

    byte[] hash(byte[] stamp) {
        try {
            MessageDigest digest = (MessageDigest) state.clone();
            return digest.digest(stamp);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 can be cloned", e);
        }
    }

    private static int leadingZeroBits(byte[] hash) {
        int bits = 0;
        for (byte octet : hash) {
            if (octet != 0) {
                return bits + Integer.numberOfLeadingZeros(octet & 0xff) - 24;
            }
            bits += 8;
        }
        return bits;
    }
}
