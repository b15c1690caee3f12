package weft.auth.store;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.store.sql.Statements;
import weft.service.id.TimeOrderedId;

/** What was done to a member's account by others. Each stands there until the member says that they have seen it. */
@ApplicationScoped
public class Notices {

    /** Somebody chose a password for the account by a reset link. */
    public static final String PASSWORD_RESET = "password-reset";

    /** Notices of one account; of more the oldest go. */
    public static final int PER_ACCOUNT = 20;

    private final Statements statements;

    Notices(Statements statements) {
        this.statements = statements;
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
                        + " values (:id, :account, :type, :by, now())")
                .setParameter("id", TimeOrderedId.next())
                .setParameter("account", account)
                .setParameter("type", type)
                .setParameter("by", by)
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
        return statements.run(session -> session.createNativeQuery(
                        "select id, type, by_name, at from auth.notices where account_id = :account order by id",
                        Tuple.class)
                .setParameter("account", account)
                .getResultList()
                .map(rows -> rows.stream().map(Notices::notice).toList()));
    }

    /** One was seen, in the caller's transaction; false when the account has no such notice. */
    public Uni<Boolean> seen(Mutiny.Session session, UUID account, UUID id) {
        return session.createNativeQuery("delete from auth.notices where account_id = :account and id = :id")
                .setParameter("account", account)
                .setParameter("id", id)
                .executeUpdate()
                .map(deleted -> deleted == 1);
    }

    private static Notice notice(Tuple row) {
        return new Notice(
                row.get("id", UUID.class),
                row.get("type", String.class),
                row.get("by_name", String.class),
                row.get("at", OffsetDateTime.class).toInstant());
    }
}
