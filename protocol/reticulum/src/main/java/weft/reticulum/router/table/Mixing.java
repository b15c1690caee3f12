package weft.reticulum.router.table;

/** Turns a key and a secret seed into a place in a table. */
final class Mixing {

    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private Mixing() {}

    /** Two rounds of multiplication and folding, enough that a chosen key says nothing about its place without the seed. */
    static int slot(long high, long low, long seed) {
        long mixed = (high ^ seed) * MULTIPLIER;
        mixed ^= Math.unsignedMultiplyHigh(high ^ seed, MULTIPLIER);
        mixed = (mixed + low ^ Long.rotateLeft(seed, 32)) * MULTIPLIER;
        return (int) (mixed ^ mixed >>> 32);
    }
}
