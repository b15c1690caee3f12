package weft.nativecheck.samples;

import java.util.Random;

/** Randomness and time are asked for when it runs, not when it is initialised. */
public final class HoldsNothing {

    private static final int SIDES = 6;

    private HoldsNothing() {}

    /** A number that nobody knew before. */
    public static void main(String... arguments) {
        System.out.println(new Random(System.nanoTime()).nextInt(SIDES));
    }
}
