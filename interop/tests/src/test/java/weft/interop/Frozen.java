package weft.interop;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A process that stands still: it is there, its connections are open, and it answers nobody. */
final class Frozen {

    private Frozen() {}

    /** Stops it where it stands, or lets it go on. */
    static void set(Process process, boolean frozen) {
        try {
            int ended = new ProcessBuilder("kill", frozen ? "-STOP" : "-CONT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (ended != 0) {
                throw new IllegalStateException(
                        "process " + process.pid() + " could not be " + (frozen ? "frozen" : "let go on"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
