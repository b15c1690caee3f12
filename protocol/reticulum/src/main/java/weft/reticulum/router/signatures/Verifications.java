package weft.reticulum.router.signatures;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;
import weft.reticulum.router.time.Timer;

/**
 * Signature checks that are out for work. Bounded; an answer that does not come in time counts as none, one that comes twice
 * counts once.
 */
public final class Verifications implements Timer {

    private static final long PATIENCE = Seconds.nanos(15);

    private final CallTime time;
    private final Worker worker;
    private final int bound;
    private final SequencedMap<Long, Pending> pending = new LinkedHashMap<>();
    private long nextTicket = 1;

    public Verifications(CallTime time, Worker worker, int bound) {
        this.time = time;
        this.worker = worker;
        this.bound = bound;
    }

    /** Who sees to it that checks are done. */
    @FunctionalInterface
    public interface Worker {
        /** @param ticket for {@link #checked} */
        void verify(long ticket, BooleanSupplier signature);
    }

    /** What to do with the result. */
    @FunctionalInterface
    public interface Verdict {
        void decided(Result result);
    }

    /** What became of a check. */
    public enum Result {
        VALID,
        INVALID,
        UNANSWERED
    }

    private record Pending(Verdict verdict, long until) {}

    /**
     * Hands a check out.
     *
     * @return false when too many are out already; then {@code verdict} is never called
     */
    public boolean submit(BooleanSupplier signature, Verdict verdict) {
        if (pending.size() >= bound) {
            return false;
        }
        long ticket = nextTicket++;
        pending.put(ticket, new Pending(verdict, time.now() + PATIENCE));
        worker.verify(ticket, signature);
        return true;
    }

    /** A check was done. */
    public void checked(long ticket, boolean valid) {
        Pending answered = pending.remove(ticket);
        if (answered != null) {
            answered.verdict().decided(valid ? Result.VALID : Result.INVALID);
        }
    }

    /** How many are out. */
    public int size() {
        return pending.size();
    }

    @Override
    public long nextDeadline() {
        return pending.isEmpty() ? Timer.NONE : pending.firstEntry().getValue().until();
    }

    @Override
    public void onDeadline() {
        while (!pending.isEmpty() && pending.firstEntry().getValue().until() <= time.now()) {
            pending.pollFirstEntry().getValue().verdict().decided(Result.UNANSWERED);
        }
    }
}
