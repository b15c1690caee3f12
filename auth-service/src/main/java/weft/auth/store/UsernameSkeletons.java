package weft.auth.store;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.domain.Skeleton;
import weft.auth.store.sql.Statements;

/**
 * Gives every account the look of its name, before the first request is taken: those made before names were compared by it, and all of
 * them once the tables of what looks alike have changed. Names that look alike by now stay as they are.
 */
@ApplicationScoped
public class UsernameSkeletons {

    static final int AT_ONCE = 500;

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Statements statements;

    UsernameSkeletons(Statements statements) {
        this.statements = statements;
    }

    void start(@Observes StartupEvent started) {
        fill().await().atMost(PATIENCE);
    }

    /** Fills in what is missing or of other tables; {@value #AT_ONCE} accounts at a time. */
    public Uni<Void> fill() {
        return statements.run(this::fill);
    }

    private Uni<Void> fill(Mutiny.StatelessSession session) {
        return session.createQuery(
                        "select id as id, username as username from Account where lookBy is distinct from :tables order by id",
                        Tuple.class)
                .setParameter("tables", Skeleton.VERSION)
                .setMaxResults(AT_ONCE)
                .getResultList()
                .chain(rows -> rows.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : write(session, rows).chain(() -> fill(session)));
    }

    private static Uni<Integer> write(Mutiny.StatelessSession session, List<Tuple> rows) {
        return session.createNativeQuery(
                        "update auth.accounts a set look = f.look, look_by = :tables"
                                + " from unnest(cast(:ids as uuid[]), cast(:looks as text[])) as f (id, look) where a.id = f.id")
                .setParameter("tables", Skeleton.VERSION)
                .setParameter("ids", Statements.column(rows, row -> row.get("id", UUID.class), UUID[]::new))
                .setParameter(
                        "looks",
                        Statements.column(rows, row -> Skeleton.of(row.get("username", String.class)), String[]::new))
                .executeUpdate();
    }
}
