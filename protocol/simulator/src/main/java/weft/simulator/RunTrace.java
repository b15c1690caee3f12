package weft.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * What happened, in order: a running hash over everything, and the last steps in words for when a run fails. Two runs are the
 * same to the bit when their hashes are.
 */
public final class RunTrace {

    /** Steps that are kept in words. */
    static final int KEPT = 20_000;

    private static final int SHOWN = 60;

    private final Deque<Step> last = new ArrayDeque<>();
    private long hash = 1;
    private long steps;

    /** One step, and the number of the step that caused it. */
    private record Step(long at, long number, long cause, String who, String what, long detail) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%12.6f s  #%d<-#%d  %s  %s  %016x", at / 1e9, number, cause, who, what, detail);
        }
    }

    /** The hash over all steps so far. */
    public long hash() {
        return hash;
    }

    /** How many steps there were. */
    public long steps() {
        return steps;
    }

    void record(long at, long number, long cause, String who, String what, long detail) {
        steps++;
        hash = Draws.mix(hash + at);
        hash = Draws.mix(hash ^ number);
        hash = Draws.mix(hash + cause);
        hash = Draws.mix(hash ^ of(who));
        hash = Draws.mix(hash + of(what));
        hash = Draws.mix(hash ^ detail);
        last.addLast(new Step(at, number, cause, who, what, detail));
        if (last.size() > KEPT) {
            last.removeFirst();
        }
    }

    /** The chain of causes that ends in step {@code number}, and before it what happened last anywhere. */
    String story(long number) {
        List<Step> chain = new ArrayList<>();
        List<Step> recent = new ArrayList<>();
        long wanted = number;
        for (var steps = last.descendingIterator(); steps.hasNext(); ) {
            Step step = steps.next();
            if (recent.size() < SHOWN) {
                recent.addFirst(step);
            }
            if (step.number == wanted && chain.size() < SHOWN) {
                chain.addFirst(step);
                wanted = step.cause;
            }
        }
        return "last steps:\n" + lines(recent) + "causes:\n" + lines(chain);
    }

    /** A number for bytes: any change in them changes it. */
    static long of(byte[] bytes, int offset, int length) {
        long value = length;
        for (int i = offset; i < offset + length; i++) {
            value = value * 0x100000001B3L ^ bytes[i];
        }
        return Draws.mix(value);
    }

    private static long of(String text) {
        long value = text.length();
        for (int i = 0; i < text.length(); i++) {
            value = value * 0x100000001B3L ^ text.charAt(i);
        }
        return value;
    }

    private static String lines(List<Step> steps) {
        StringBuilder lines = new StringBuilder();
        steps.forEach(step -> lines.append(step).append('\n'));
        return lines.toString();
    }
}
