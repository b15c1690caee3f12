package weft.auth.store;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.service.problem.Problem;

/** The one-time set-up token, as a hash. */
@ApplicationScoped
public class SetupStore {

    private final Pool pool;

    @Inject
    SetupStore(@ReactiveDataSource("auth") Pool pool) {
        this.pool = pool;
    }

    /** Whether this token makes the first operator: it is stored where there is none yet, and the stored one counts. */
    public Uni<Boolean> offer(byte[] tokenHash) {
        return pool.preparedQuery(
                        "insert into auth.setup (token_hash, created_at) values ($1, now()) on conflict do nothing")
                .execute(Tuple.of(Buffer.buffer(tokenHash)))
                .chain(() -> pool.preparedQuery("select 1 from auth.setup where used_at is null and token_hash = $1")
                        .execute(Tuple.of(Buffer.buffer(tokenHash))))
                .map(rows -> rows.size() == 1);
    }

    /** Whether the node still waits for its first operator. */
    public Uni<Boolean> pending() {
        return pool.query("select 1 from auth.setup where used_at is null")
                .execute()
                .map(rows -> rows.size() == 1);
    }

    /** Uses the token up, in the caller's transaction. Of two at once one fails with 410. */
    public Uni<Void> use(Mutiny.Session session, byte[] tokenHash) {
        return session.createNativeQuery(
                        "update auth.setup set used_at = now() where used_at is null and token_hash = :hash")
                .setParameter("hash", tokenHash)
                .executeUpdate()
                .chain(used -> used == 1 ? Uni.createFrom().voidItem() : refuse(session));
    }

    /** Fails unless the token could be used now: 410 when set-up is done, 403 for another token. */
    public Uni<Void> check(byte[] tokenHash) {
        return pool.preparedQuery("select used_at is null as pending, token_hash = $1 as matches from auth.setup")
                .execute(Tuple.of(Buffer.buffer(tokenHash)))
                .invoke(rows -> {
                    var row = rows.size() == 0 ? null : rows.iterator().next();
                    if (row == null || !row.getBoolean("pending")) {
                        throw gone().exception();
                    }
                    if (!row.getBoolean("matches")) {
                        throw wrong().exception();
                    }
                })
                .replaceWithVoid();
    }

    private static Uni<Void> refuse(Mutiny.Session session) {
        return session.createNativeQuery("select 1 from auth.setup where used_at is null", Integer.class)
                .getResultList()
                .map(List::isEmpty)
                .invoke(done -> {
                    throw (done ? gone() : wrong()).exception();
                })
                .replaceWithVoid();
    }

    private static Problem gone() {
        return Problem.of(410, "setup-done", "This node is set up already")
                .withDetail("Sign in, or ask an operator for an invite.");
    }

    private static Problem wrong() {
        return Problem.of(403, "setup-token-wrong", "This is not the set-up token")
                .withDetail("The node shows it at each start until there is an operator.")
                .withField("token");
    }
}
