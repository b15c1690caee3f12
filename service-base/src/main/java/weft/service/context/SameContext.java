package weft.service.context;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * Brings the outcome of work that ends on another thread back to the Vert.x context of who waits for it: the pool that hashed, the
 * event loop on which somebody else's question was answered. A request's scope, its caller and its transaction are bound to its context,
 * and what goes on elsewhere finds none of them.
 */
public final class SameContext {

    private SameContext() {}

    /** The outcome of the work on the context of whoever subscribes; where there is none, wherever it comes. */
    public static <T> Uni<T> of(Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            Context context = Vertx.currentContext();
            return context == null ? work.get() : work.get().emitOn(task -> context.runOnContext(_ -> task.run()));
        });
    }
}
