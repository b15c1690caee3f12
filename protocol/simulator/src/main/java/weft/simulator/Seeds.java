package weft.simulator;

import java.util.stream.LongStream;

/**
 * Runs a scenario for many seeds, each twice: the second run must be the first one, to the bit.
 *
 * <p>{@code -Dtest.seed=N} runs one seed, {@code -Dtest.long=true} a hundred times as many.
 */
public final class Seeds {

    private static final int LONG = 100;

    private Seeds() {}

    /** A run: builds a mesh, lets things happen, and looks at the result. Whatever it throws is a failure of the seed. */
    @FunctionalInterface
    public interface Scenario {
        void play(SimulatedMesh mesh);
    }

    /**
     * Plays the scenario with seeds 1 to {@code usual}, or as many as the system properties say.
     *
     * @throws Violation that says how to repeat it, when a run fails or does not repeat itself
     */
    public static void play(int usual, Scenario scenario) {
        String test = caller();
        Long only = Long.getLong("test.seed");
        LongStream seeds = only != null
                ? LongStream.of(only)
                : LongStream.rangeClosed(1, (long) usual * (Boolean.getBoolean("test.long") ? LONG : 1));
        seeds.forEach(seed -> playTwice(seed, scenario, test));
    }

    private static void playTwice(long seed, Scenario scenario, String test) {
        try {
            long first = play(seed, scenario);
            long second = play(seed, scenario);
            Violation.unless(first == second, "two runs of seed " + seed + " differ");
        } catch (RuntimeException | AssertionError e) {
            throw new Violation(
                    "repeat with: ./mvnw -pl protocol/simulator -am test -Dsurefire.failIfNoSpecifiedTests=false -Dtest="
                            + test + " -Dtest.seed=" + seed + "\n" + e.getMessage(),
                    e);
        }
    }

    private static long play(long seed, Scenario scenario) {
        SimulatedMesh mesh = new SimulatedMesh(seed);
        scenario.play(mesh);
        return mesh.simulation().trace().hash();
    }

    private static String caller() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> frame.getClassName().startsWith("weft.")
                                && !frame.getClassName().equals(Seeds.class.getName())
                                && !frame.getMethodName().startsWith("lambda$"))
                        .findFirst()
                        .map(frame -> frame.getClassName() + "#" + frame.getMethodName())
                        .orElseThrow());
    }
}
