package weft.node;

/**
 * Something that must not outlive this process, until somebody else sees to its end: a program that was started, say. It is ended when
 * the process is told to end, on a thread of its own, while everything else goes on.
 */
public final class AtExit implements AutoCloseable {

    private final Thread hook;

    private AtExit(Thread hook) {
        this.hook = hook;
    }

    /**
     * From now on that is done when the process is told to end.
     *
     * @throws StartFailure when it was told already: nothing more may be begun
     */
    public static AtExit run(String name, Runnable end) {
        Thread hook = new Thread(end, name);
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException ending) {
            throw new StartFailure("The start was told to end");
        }
        return new AtExit(hook);
    }

    /** Whether the process was told to end. */
    static boolean begun() {
        try (AtExit _ = run("weft-none", () -> {})) {
            return false;
        } catch (StartFailure ending) {
            return true;
        }
    }

    /** Somebody else sees to it. Does nothing once the process was told to end. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // It runs, or has run.
        }
    }
}
