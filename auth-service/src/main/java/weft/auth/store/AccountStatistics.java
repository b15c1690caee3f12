package weft.auth.store;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import weft.auth.store.sql.Statements;

/** Numbers about all accounts, for operators; each from one question. */
@ApplicationScoped
public class AccountStatistics {

    private final Statements statements;

    AccountStatistics(Statements statements) {
        this.statements = statements;
    }

    /** @param locked accounts at which somebody has to wait because of wrong passwords */
    public record Counts(long locked) {}

    /** When a session of each of these accounts last asked for something, in one question; without those that have none. */
    public Uni<Map<UUID, Instant>> lastSeen(List<UUID> accounts) {
        return statements.run(session -> session.createNativeQuery(
                        "select account_id, max(last_seen_at) as seen from auth.sessions where account_id = any(:accounts)"
                                + " group by account_id",
                        Tuple.class)
                .setParameter("accounts", accounts.toArray(UUID[]::new))
                .getResultList()
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                row -> row.get("account_id", UUID.class),
                                row -> row.get("seen", OffsetDateTime.class).toInstant()))));
    }

    /** The numbers now; fails when the database doesn't answer. */
    public Uni<Counts> counts() {
        return statements.run(session -> session.createNativeQuery(
                        "select count(distinct a.id) as locked from auth.accounts a join auth.throttles t"
                                + " on t.account_key = " + ThrottleStore.ACCOUNT_KEY + " where t.blocked_until > :now",
                        Long.class)
                .setParameter("now", SqlTime.of(Instant.now()))
                .getSingleResult()
                .map(Counts::new));
    }
}
