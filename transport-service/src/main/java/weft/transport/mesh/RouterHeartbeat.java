package weft.transport.mesh;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Says on the bus that this router runs. At the start of a run it asks with that which destinations are hosted, every second for a
 * minute or until somebody tells: a question or its answer may pass before the other side listens. Then, and when nobody tells, every
 * 30 s; and at once, but not twice within two seconds, when somebody tells what is hosted: whoever has just begun to host knows all
 * routers then. May be called from any thread.
 */
final class RouterHeartbeat {

    /** How often {@link #look} is to be called. */
    static final Duration LOOK = Duration.ofSeconds(1);

    private static final int QUESTIONS = 60;
    private static final long EVERY = TimeUnit.SECONDS.toNanos(30);
    private static final long APART = TimeUnit.SECONDS.toNanos(2);

    private final Consumer<Boolean> say;
    private boolean told;
    private int asked;
    private long last;

    /** @param say carries one, and is given whether the router has been told; it must not wait */
    RouterHeartbeat(Consumer<Boolean> say) {
        this.say = say;
    }

    /** Says or asks what is due at that time, in nanoseconds; the first time it is due at once. */
    synchronized void look(long now) {
        boolean asking = !told && asked < QUESTIONS;
        if (asking || now - last >= EVERY) {
            asked++;
            say(now);
        }
    }

    /** Somebody tells what is hosted. */
    synchronized void told(long now) {
        boolean first = !told;
        told = true;
        if (first || now - last >= APART) {
            say(now);
        }
    }

    private void say(long now) {
        last = now;
        say.accept(told);
    }
}
