package weft.auth.store;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.service.id.TimeOrderedId;
import weft.service.problem.Problem;

/** What was done to a member's account by others. Each stands there until the member says that they have seen it. */
@ApplicationScoped
public class Notices {

    /** Somebody chose a password for the account by a reset link. */
    public static final String PASSWORD_RESET = "password-reset";

    /** Notices of one account; of more the oldest go. */
    public static final int PER_ACCOUNT = 20;

    private final Pool pool;

    Notices(@ReactiveDataSource("auth") Pool pool) {
        this.pool = pool;
    }

    /**
     * What was done.
     *
     * @param type a word for it
     * @param by username of who did it; null when it was done at the machine itself
     */
    public record Notice(UUID id, String type, String by, Instant at) {}

    /** Adds one, in the caller's transaction, which has locked the account. {@code by} is null for the machine itself. */
    Uni<Void> add(Mutiny.Session session, UUID account, String type, String by) {
        return session.createNativeQuery("insert into auth.notices (id, account_id, type, by_name, at)"
                        + " values (:id, :account, :type, nullif(:by, ''), now())")
                .setParameter("id", TimeOrderedId.next())
                .setParameter("account", account)
                .setParameter("type", type)
                .setParameter("by", by == null ? "" : by)
                .executeUpdate()
                .chain(() -> session.createNativeQuery(
                                "delete from auth.notices where id in (select id from auth.notices"
                                        + " where account_id = :account order by id desc offset :most)")
                        .setParameter("account", account)
                        .setParameter("most", PER_ACCOUNT)
                        .executeUpdate())
                .replaceWithVoid();
    }

    /** Those of an account, oldest first. */
    public Uni<List<Notice>> of(UUID account) {
        return pool.preparedQuery("select id, type, by_name, at from auth.notices where account_id = $1 order by id")
                .execute(Tuple.of(account))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(Notices::notice)
                        .toList());
    }

    /** One was seen, in the caller's transaction; fails with 404, also for another account's. */
    public Uni<Void> seen(Mutiny.Session session, UUID account, UUID id) {
        return session.createNativeQuery("delete from auth.notices where account_id = :account and id = :id")
                .setParameter("account", account)
                .setParameter("id", id)
                .executeUpdate()
                .invoke(deleted -> {
                    if (deleted == 0) {
                        throw Problem.notFound().exception();
                    }
                })
                .replaceWithVoid();
    }

    private static Notice notice(Row row) {
        return new Notice(
                row.getUUID("id"),
                row.getString("type"),
                row.getString("by_name"),
                row.getOffsetDateTime("at").toInstant());
    }
}
