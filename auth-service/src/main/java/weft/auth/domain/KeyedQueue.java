package weft.auth.domain;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets those who want the same thing go one after the other, in the order in which they came, without a thread that waits.
 * Holds an entry for each thing that somebody is busy with. Safe to use from many threads.
 */
public final class KeyedQueue {

    private final Map<String, CompletableFuture<Void>> last = new ConcurrentHashMap<>();

    /** The time in which one of those who want a thing may go on. */
    public final class Turn {

        private final String thing;
        private final CompletableFuture<Void> begins;
        private final CompletableFuture<Void> over;

        private Turn(String thing, CompletableFuture<Void> begins, CompletableFuture<Void> over) {
            this.thing = thing;
            this.begins = begins;
            this.over = over;
        }

        /** Completes when the turn has come, on the thread that ended the one before. Whoever gives up waiting may cancel it. */
        public CompletableFuture<Void> begins() {
            return begins.copy();
        }

        /** Lets the next one go; when this turn has not come yet, then as soon as it would have. */
        public void end() {
            begins.thenRun(() -> {
                last.remove(thing, over);
                over.complete(null);
            });
        }
    }

    /** A turn for a thing; end it in any case. */
    public Turn take(String thing) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        CompletableFuture<Void> before = last.put(thing, over);
        return new Turn(thing, before == null ? CompletableFuture.completedFuture(null) : before, over);
    }

    /** Things that somebody is busy with or waits for. */
    public int size() {
        return last.size();
    }
}
