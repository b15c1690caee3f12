package weft.reticulum;

/**
 * Where secrets come from: keys, initialisation vectors, ratchets, random hashes.
 *
 * <p>In production a {@code SecureRandom}; in the simulator a seeded stream, so that a run can be replayed to the bit.
 * Jitter and choices that need no secrecy take a {@link java.util.random.RandomGenerator} instead.
 */
@FunctionalInterface
public interface Entropy {

    /** Fills the whole array. */
    void fill(byte[] target);

    /** A fresh array of {@code length} random bytes. */
    default byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        fill(bytes);
        return bytes;
    }
}
