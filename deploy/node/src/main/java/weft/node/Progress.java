package weft.node;

import java.io.PrintStream;
import java.time.Duration;

/** What the person who starts the node sees on standard output. */
public final class Progress {

    private final PrintStream out;
    private final long begun;

    /** Starts the clock. */
    public Progress(PrintStream out) {
        this.out = out;
        this.begun = System.nanoTime();
    }

    /** Says what is being done now. */
    public void step(String what) {
        out.println("  … " + what);
        out.flush();
    }

    /** Says something that stands for itself. */
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Since the start. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
