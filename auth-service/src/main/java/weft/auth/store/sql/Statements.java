package weft.auth.store.sql;

import io.quarkus.hibernate.orm.PersistenceUnit;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.service.context.OwnContext;

/**
 * Work that keeps no entities in mind, each piece in a stateless session of its own. It may be called anywhere: on an event loop it stays
 * on the context it is called on, and is bound to nothing there, so that pieces which run side by side on one context share no session;
 * elsewhere it gets a context of its own. The work must end on the event loop on which it began.
 */
@ApplicationScoped
public class Statements {

    private final Mutiny.SessionFactory sessions;
    private final Vertx vertx;

    Statements(@PersistenceUnit("auth") Mutiny.SessionFactory sessions, Vertx vertx) {
        this.sessions = sessions;
        this.vertx = vertx;
    }

    /** Does the work without a transaction: each statement of it is committed when it is answered. */
    public <T> Uni<T> run(Function<Mutiny.StatelessSession, Uni<T>> work) {
        return onEventLoop(() -> sessions.openStatelessSession().chain(session -> Uni.createFrom()
                .deferred(() -> work.apply(session))
                .onTermination()
                .call(session::close)));
    }

    /** Does the work in one transaction. */
    public <T> Uni<T> inTransaction(Function<Mutiny.StatelessSession, Uni<T>> work) {
        return run(session -> session.withTransaction(transaction -> work.apply(session)));
    }

    /** One value of each row, as PostgreSQL's {@code unnest} takes the columns of many rows in one statement. */
    public static <R, V> V[] column(List<R> rows, Function<R, V> value, IntFunction<V[]> made) {
        return rows.stream().map(value).toArray(made);
    }

    private <T> Uni<T> onEventLoop(Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .deferred(() -> Vertx.currentContext() != null && Context.isOnEventLoopThread()
                        ? work.get()
                        : OwnContext.of(vertx, work));
    }
}
