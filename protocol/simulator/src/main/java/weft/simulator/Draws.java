package weft.simulator;

/**
 * Chance without a state: the same arguments give the same draw, and no draw moves another one. Not for secrets.
 *
 * @param seed of the run
 * @param stream what the draws are for, such as the number of a link
 */
record Draws(long seed, long stream) {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** Another stream of the same run, for a part of what this one is for. */
    Draws split(long part) {
        return new Draws(seed, mix(stream + GOLDEN * (part + 1)));
    }

    /** The n-th 64 bits for this purpose. */
    long bits(Purpose purpose, long n) {
        return mix(mix(mix(seed) ^ stream) + GOLDEN * (n + 1) + purpose.ordinal());
    }

    /** The n-th number from 0 (inclusive) to 1 (exclusive). */
    double unit(Purpose purpose, long n) {
        return (bits(purpose, n) >>> 11) * 0x1.0p-53;
    }

    /** Whether the n-th try of that probability succeeds. */
    boolean happens(Purpose purpose, long n, double probability) {
        return probability > 0 && unit(purpose, n) < probability;
    }

    /** The n-th duration from 0 to {@code most}. */
    long upTo(Purpose purpose, long n, long most) {
        return most <= 0 ? 0 : (long) (unit(purpose, n) * (most + 1));
    }

    /** Spreads the bits of a number over all 64 (the finisher of SplitMix64). */
    static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    /** What a draw decides; each has numbers of its own. */
    enum Purpose {
        LOSS,
        JITTER,
        DUPLICATION,
        ECHO,
        REORDERING,
        REFUSAL,
        WORK
    }
}
