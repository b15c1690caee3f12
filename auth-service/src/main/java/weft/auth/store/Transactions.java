package weft.auth.store;

import io.quarkus.hibernate.orm.PersistenceUnit;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.bus.OutboxRelay;

/**
 * Units of work over entities, each in a session that is bound to its context: call it on a request's. When one completes, its events are
 * on the bus; where the bus is slow or takes nothing they are in the outbox, from which they follow ({@link OutboxRelay#drain}).
 */
@ApplicationScoped
public class Transactions {

    private final Mutiny.SessionFactory sessions;
    private final OutboxRelay relay;

    Transactions(@PersistenceUnit("auth") Mutiny.SessionFactory sessions, OutboxRelay relay) {
        this.sessions = sessions;
        this.relay = relay;
    }

    /** Runs the work in one transaction, then lets the bus have what it wrote to the outbox, for as long as a request waits for that. */
    public <T> Uni<T> in(Function<Mutiny.Session, Uni<T>> work) {
        return sessions.withTransaction((session, transaction) -> work.apply(session))
                .call(relay::drain);
    }

    /** Reads without a transaction. */
    public <T> Uni<T> read(Function<Mutiny.Session, Uni<T>> work) {
        return sessions.withSession(work);
    }

    /** Notes an act for the audit chain, in the transaction that does it. */
    static Uni<Void> audit(Mutiny.Session session, UUID actor, String action, UUID subject, String detail) {
        return session.createNativeQuery(
                        "insert into auth.audit_outbox (at, actor, action, subject, detail) values (now(), :actor,"
                                + " :action, :subject, :detail)")
                .setParameter("actor", actor)
                .setParameter("action", action)
                .setParameter("subject", subject)
                .setParameter("detail", detail)
                .executeUpdate()
                .replaceWithVoid();
    }
}
