package weft.nativecheck.samples;

/** Its time is taken two calls away from its initialiser. */
public final class ReadsClockThroughAnother {

    static final long BEGUN = Begun.now();

    private ReadsClockThroughAnother() {}

    private static final class Begun {

        static long now() {
            return new Begun().nanos();
        }

        private long nanos() {
            return System.nanoTime();
        }
    }
}
