package weft.auth.bus;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The events that were given to the bus and whose rows still stand in the outbox. A turn that ends before a slow bus has answered leaves
 * the row for the next one, and the event stays under way: it is waited for, and not given to the bus a second time.
 *
 * <p>Asked by one turn at a time. Knows of as many events as a batch has, until it is {@link #settled}.
 */
final class EventsUnderWay {

    private final Map<Long, CompletableFuture<Boolean>> given = new ConcurrentHashMap<>();

    /**
     * Whether the bus has taken the event, given to it now or by an earlier turn. One that the bus refused may be given again.
     *
     * @param give gives it to the bus and says whether that took it; never fails
     */
    Uni<Boolean> once(long sequence, Supplier<Uni<Boolean>> give) {
        return Uni.createFrom().completionStage(() -> {
            CompletableFuture<Boolean> known = given.get(sequence);
            if (known != null) {
                return known.copy();
            }
            CompletableFuture<Boolean> fresh = new CompletableFuture<>();
            given.put(sequence, fresh);
            give.get()
                    .subscribe()
                    .with(taken -> answered(sequence, fresh, taken), refused -> answered(sequence, fresh, false));
            return fresh.copy();
        });
    }

    private void answered(long sequence, CompletableFuture<Boolean> answer, boolean taken) {
        if (!taken) {
            given.remove(sequence, answer);
        }
        answer.complete(taken);
    }

    /** Every row up to this one is deleted, or was refused and is given anew: nothing of them is under way. */
    void settled(long sequence) {
        given.keySet().removeIf(earlier -> earlier <= sequence);
    }
}
