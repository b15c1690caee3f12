package weft.auth.store;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import weft.auth.domain.Skeleton;

/**
 * Gives every account the look of its name, before the first request is taken: those made before names were compared by it, and all of
 * them once the tables of what looks alike have changed. Names that look alike by now stay as they are.
 */
@ApplicationScoped
public class UsernameSkeletons {

    static final int AT_ONCE = 500;

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Pool pool;

    UsernameSkeletons(@ReactiveDataSource("auth") Pool pool) {
        this.pool = pool;
    }

    void start(@Observes StartupEvent started) {
        fill().await().atMost(PATIENCE);
    }

    /** Fills in what is missing or of other tables; {@value #AT_ONCE} accounts at a time. */
    public Uni<Void> fill() {
        return pool.preparedQuery(
                        "select id, username from auth.accounts where look_by is distinct from $1 order by id limit $2")
                .execute(Tuple.of(Skeleton.VERSION, AT_ONCE))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(UsernameSkeletons::filled)
                        .toList())
                .chain(rows -> rows.isEmpty() ? Uni.createFrom().voidItem() : write(rows));
    }

    private Uni<Void> write(List<Tuple> rows) {
        return pool.preparedQuery("update auth.accounts set look = $2, look_by = $3 where id = $1")
                .executeBatch(rows)
                .chain(this::fill);
    }

    private static Tuple filled(Row row) {
        return Tuple.of(row.getUUID("id"), Skeleton.of(row.getString("username")), Skeleton.VERSION);
    }
}
