package weft.nativecheck.samples;

import java.util.Random;

/** Must not be initialised while an image is built. */
public final class HoldsRandomness {

    private static final Random RANDOM = new Random();

    private HoldsRandomness() {}

    /** Without it the class wouldn't be reachable. */
    public static void main(String... arguments) {
        System.out.println(RANDOM.nextInt());
    }
}
