package weft.reticulum.router;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;

/**
 * Signature checks that are out for work. Bounded; an answer that does not come in time counts as none, one that comes twice
 * counts once.
 */
final class Verifications implements Timer {

    private static final long PATIENCE = Seconds.nanos(15);

    private final Turn turn;
    private final int bound;
    private final SequencedMap<Long, Pending> pending = new LinkedHashMap<>();
    private long nextTicket = 1;

    Verifications(Turn turn, int bound) {
        this.turn = turn;
        this.bound = bound;
    }

    /** What to do with the result. */
    @FunctionalInterface
    interface Verdict {
        void decided(Result result);
    }

    /** What became of a check. */
    enum Result {
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
    boolean submit(BooleanSupplier signature, Verdict verdict) {
        if (pending.size() >= bound) {
            return false;
        }
        long ticket = nextTicket++;
        pending.put(ticket, new Pending(verdict, turn.now() + PATIENCE));
        turn.emit(new RouterOutput.VerifySignature(ticket, signature));
        return true;
    }

    void checked(long ticket, boolean valid) {
        Pending answered = pending.remove(ticket);
        if (answered != null) {
            answered.verdict().decided(valid ? Result.VALID : Result.INVALID);
        }
    }

    int size() {
        return pending.size();
    }

    @Override
    public long nextDeadline() {
        return pending.isEmpty() ? Router.NONE : pending.firstEntry().getValue().until();
    }

    @Override
    public void onDeadline() {
        while (!pending.isEmpty() && pending.firstEntry().getValue().until() <= turn.now()) {
            pending.pollFirstEntry().getValue().verdict().decided(Result.UNANSWERED);
        }
    }
}
