package weft.transport.mesh;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import weft.events.InterfaceStatus;

/**
 * Tells the other services what the interfaces do. That one goes up, goes down or is down for another reason is told at once. All else,
 * which is mostly a client that came or went and so in the hands of strangers, is told of each interface {@link #APART} after it was
 * last told of, once for all of it. So the last state is told within that and {@link #LOOK}, however often it changes. May be called
 * from any thread.
 */
final class CoalescedStatus {

    /** How often {@link #look} is to be called. */
    static final Duration LOOK = Duration.ofSeconds(1);

    /** Least time from what was told of an interface to the next change of its clients that is told. */
    static final Duration APART = Duration.ofSeconds(5);

    private final Consumer<InterfaceStatus> tell;
    /** One for each interface that there is. */
    private final Map<String, Told> told = new HashMap<>();

    /** @param tell carries one; it must not wait */
    CoalescedStatus(Consumer<InterfaceStatus> tell) {
        this.tell = tell;
    }

    private static final class Told {
        private final InterfaceStatus status;
        private final long at;
        /** Something has changed since that shows only to who looks at the interface. */
        private boolean stale;

        private Told(InterfaceStatus status, long at) {
            this.status = status;
            this.at = at;
        }

        private boolean isDue(long now) {
            return now - at >= APART.toNanos();
        }
    }

    /** An interface reports what it does, at that time in nanoseconds. One that has stopped is told and forgotten. */
    synchronized void changed(String name, MeshInterface.Status status, long now) {
        InterfaceStatus latest = new InterfaceStatus(name, status.up(), status.up() ? null : status.reason());
        Told before = told.get(name);
        if (before == null || !before.status.equals(latest) || before.isDue(now)) {
            tell(latest, now);
        } else {
            before.stale = true;
        }
        if (status.why().filter(DownReason.STOPPED::equals).isPresent()) {
            told.remove(name);
        }
    }

    /** Tells what is due at that time. */
    synchronized void look(long now) {
        told.values().stream()
                .filter(each -> each.stale && each.isDue(now))
                .map(each -> each.status)
                .toList()
                .forEach(status -> tell(status, now));
    }

    private void tell(InterfaceStatus status, long now) {
        told.put(status.name(), new Told(status, now));
        tell.accept(status);
    }
}
