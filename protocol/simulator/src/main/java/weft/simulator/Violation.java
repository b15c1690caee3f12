package weft.simulator;

/** Something that must never happen has happened in a simulated run. */
public final class Violation extends AssertionError {

    private static final long serialVersionUID = 1;

    /** @param message what, in words that help to find it */
    public Violation(String message) {
        super(message);
    }

    Violation(String message, Throwable cause) {
        super(message, cause);
    }

    /** Throws unless it holds. */
    static void unless(boolean holds, String message) {
        if (!holds) {
            throw new Violation(message);
        }
    }
}
