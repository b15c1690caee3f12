package weft.auth.store;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Numbers about all accounts, for operators; each from one question. */
@ApplicationScoped
public class AccountStatistics {

    private final Pool pool;

    AccountStatistics(@ReactiveDataSource("auth") Pool pool) {
        this.pool = pool;
    }

    /** @param locked accounts at which somebody has to wait because of wrong passwords */
    public record Counts(long locked) {}

    /** When a session of each of these accounts last asked for something, in one question; without those that have none. */
    public Uni<Map<UUID, Instant>> lastSeen(List<UUID> accounts) {
        return pool.preparedQuery(
                        "select account_id, max(last_seen_at) as seen from auth.sessions where account_id = any($1)"
                                + " group by account_id")
                .execute(Tuple.of(accounts.toArray(UUID[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toMap(row -> row.getUUID("account_id"), row -> row.getOffsetDateTime("seen")
                                .toInstant())));
    }

    /** The numbers now; fails when the database doesn't answer. */
    public Uni<Counts> counts() {
        return pool.preparedQuery("select count(distinct a.id) as locked from auth.accounts a join auth.throttles t"
                        + " on t.account_key = " + ThrottleStore.ACCOUNT_KEY + " where t.blocked_until > $1")
                .execute(Tuple.of(SqlTime.of(Instant.now())))
                .map(rows -> new Counts(rows.iterator().next().getLong("locked")));
    }
}
