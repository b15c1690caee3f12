package weft.service.work;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A batch that is halved each time it is refused, until the row is found that it was refused for: n rows with one bad one among
 * them are tried about 2 log n times. The parts come in the order of their rows. For one thread.
 *
 * @param <T> the rows
 */
public final class Halves<T> {

    private final Deque<List<T>> parts = new ArrayDeque<>();

    /** Begins with all of them together. */
    public Halves(List<T> rows) {
        if (!rows.isEmpty()) {
            parts.add(rows);
        }
    }

    /** Whether every part was taken, and none given back. */
    public boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Takes the next part, never an empty one. */
    public List<T> next() {
        return parts.removeFirst();
    }

    /** Gives a part back as it is: it comes next again. */
    public void again(List<T> part) {
        parts.addFirst(part);
    }

    /**
     * Gives a part back that was refused: its halves come next.
     *
     * @return the row, where it stood alone; then nothing of it comes again
     */
    public Optional<T> refused(List<T> part) {
        if (part.size() == 1) {
            return Optional.of(part.getFirst());
        }
        int middle = part.size() / 2;
        parts.addFirst(part.subList(middle, part.size()));
        parts.addFirst(part.subList(0, middle));
        return Optional.empty();
    }

    /** The rows of all parts that are left, in their order. */
    public List<T> rest() {
        return parts.stream().flatMap(List::stream).toList();
    }
}
