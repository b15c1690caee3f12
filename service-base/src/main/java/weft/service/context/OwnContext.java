package weft.service.context;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Gives work a Vert.x context that nothing else has, as a request has one: for what is done between requests, at the start, at the end
 * and by a thread that waits. A session of Hibernate Reactive belongs to the event loop it was opened on; where one is bound to its
 * context, two pieces of work on one context would share it.
 */
public final class OwnContext {

    private OwnContext() {}

    /**
     * The outcome of the work, which is done on a duplicated context of an event loop: the one of whoever subscribes, or any where that
     * thread is none. It comes as {@link SameContext} says. Whoever cancels is told no more; the work goes on to its end.
     */
    public static <T> Uni<T> of(Vertx vertx, Supplier<Uni<T>> work) {
        return SameContext.of(() -> Uni.createFrom().completionStage(() -> {
            Context own = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
            VertxContextSafetyToggle.setContextSafe(own, true);
            CompletableFuture<T> outcome = new CompletableFuture<>();
            own.runOnContext(_ -> Uni.createFrom()
                    .deferred(work::get)
                    .subscribe()
                    .with(outcome::complete, outcome::completeExceptionally));
            return outcome;
        }));
    }
}
