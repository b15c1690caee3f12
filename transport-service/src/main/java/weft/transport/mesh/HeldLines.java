package weft.transport.mesh;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Predicate;

/**
 * Lines that are not read on for now, because announces of theirs still wait for their signature to be checked: a burst is slowed
 * down at its own connection and nothing of it is dropped. Whoever was held first reads on first, and a line that is held again
 * stands behind the others.
 *
 * <p>On the mesh's event loop.
 */
final class HeldLines {

    /** Announces of one line that may wait for their signature before it is held. */
    static final int OF_A_LINE = 64;

    /** Room that is left for announces of lines that are being read when all others are held. */
    static final int KEPT_FREE = 256;

    private final SequencedSet<Line> held = new LinkedHashSet<>();

    /** Whether a line with so many waiting announces may be read on. */
    static boolean mayRead(int unverified, int room) {
        return unverified < OF_A_LINE && room > KEPT_FREE;
    }

    void hold(Line line) {
        held.addLast(line);
    }

    void forget(Line line) {
        held.remove(line);
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    int size() {
        return held.size();
    }

    /** Lets those read on that may, in the order in which they were held. Each is asked for again after the one before it has read. */
    void readOn(Predicate<Line> mayRead) {
        for (Line line : List.copyOf(held)) {
            if (mayRead.test(line) && held.remove(line)) {
                line.readOn();
            }
        }
    }
}
