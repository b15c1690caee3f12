package weft.auth.store;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Duration;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.domain.OpaqueToken;
import weft.auth.store.keys.KeyDirectory;
import weft.auth.store.sql.Statements;
import weft.service.problem.Problem;
import weft.service.time.MachineClock;
import weft.service.vault.KeyedDigest;

/**
 * The tokens that make an operator: the one of the first start, good until there is an operator, and one that whoever runs the machine
 * makes later, good for {@link #LIFE}. Each works once, and either ends the other.
 */
@ApplicationScoped
public class SetupStore {

    /** How long a token that was made at the machine can be used. */
    public static final Duration LIFE = Duration.ofHours(1);

    private static final String STANDING = "select exists (select from auth.setup where used_at is null) as first,"
            + " exists (select from auth.setup where used_at is null and token_hash = :hash) as is_first,"
            + " exists (select from auth.setup_again where expires_at > :now and created_at <= :latest) as again,"
            + " exists (select from auth.setup_again where expires_at > :now and created_at <= :latest and token_digest = :digest) as is_again";

    private final MachineClock clock = MachineClock.system();
    private final Statements statements;
    private final KeyedDigest digests;

    /** Which tokens there are, and which of them is the one that was given. */
    private record Standing(Pending pending, boolean matches) {}

    SetupStore(Statements statements, KeyDirectory keys) {
        this.statements = statements;
        this.digests = keys.setUpTokens();
    }

    /** Whether this token makes the first operator: it is stored where there is none yet, and the stored one counts. */
    public Uni<Boolean> offer(byte[] tokenHash) {
        return statements.run(session -> session.createNativeQuery(
                        "insert into auth.setup (token_hash, created_at) values (:hash, now()) on conflict do nothing")
                .setParameter("hash", tokenHash)
                .executeUpdate()
                .chain(() -> session.createNativeQuery(
                                "select exists (select from auth.setup where used_at is null and token_hash = :hash)",
                                Boolean.class)
                        .setParameter("hash", tokenHash)
                        .getSingleResult()));
    }

    /**
     * What a token can do now.
     *
     * @param first the node waits for its first operator
     * @param again whoever runs it has made a token for one more
     */
    public record Pending(boolean first, boolean again) {

        /** Whether somebody can be made an operator by a token. */
        public boolean any() {
            return first || again;
        }
    }

    /** For whom a token could be used now, whoever asks. */
    public Uni<Pending> pending() {
        return standing("").map(Standing::pending);
    }

    /** Fails unless the token could be used now: 410 when set-up is done, 403 for another token. */
    public Uni<Void> check(String token) {
        return standing(token)
                .invoke(standing -> {
                    if (!standing.matches()) {
                        throw (standing.pending().any() ? wrong() : gone()).exception();
                    }
                })
                .replaceWithVoid();
    }

    /** Uses the token up, and with it the other one, in the caller's transaction. Of two at once one fails with 410. */
    public Uni<Void> use(Mutiny.Session session, String token) {
        return session.createNativeQuery("delete from auth.setup_again where token_digest = :digest"
                        + " and expires_at > :now and created_at <= :latest")
                .setParameter("digest", digests.of(token))
                .setParameter("now", SqlTime.of(clock.atLeast()))
                .setParameter("latest", SqlTime.latestMade(clock))
                .executeUpdate()
                .chain(again -> again == 1
                        ? session.createNativeQuery("update auth.setup set used_at = now() where used_at is null")
                                .executeUpdate()
                                .replaceWithVoid()
                        : useFirst(session, token));
    }

    private static Uni<Void> useFirst(Mutiny.Session session, String token) {
        return session.createNativeQuery(
                        "update auth.setup set used_at = now() where used_at is null and token_hash = :hash")
                .setParameter("hash", OpaqueToken.of(token).hash())
                .executeUpdate()
                .invoke(used -> {
                    if (used == 0) {
                        // It was there when it was checked.
                        throw gone().exception();
                    }
                })
                .chain(() -> session.createNativeQuery("delete from auth.setup_again")
                        .executeUpdate())
                .replaceWithVoid();
    }

    /** Deletes a token that can't be used any more. */
    public Uni<Void> prune() {
        return statements.run(session -> session.createNativeQuery(
                        "delete from auth.setup_again where expires_at <= :now or created_at > :latest")
                .setParameter("now", SqlTime.of(clock.atLeast()))
                .setParameter("latest", SqlTime.latestMade(clock))
                .executeUpdate()
                .replaceWithVoid());
    }

    private Uni<Standing> standing(String token) {
        return statements.run(session -> session.createNativeQuery(STANDING, Tuple.class)
                .setParameter("hash", OpaqueToken.of(token).hash())
                .setParameter("digest", digests.of(token))
                .setParameter("now", SqlTime.of(clock.atLeast()))
                .setParameter("latest", SqlTime.latestMade(clock))
                .getSingleResult()
                .map(row -> new Standing(
                        new Pending(row.get("first", Boolean.class), row.get("again", Boolean.class)),
                        row.get("is_first", Boolean.class) || row.get("is_again", Boolean.class))));
    }

    private static Problem gone() {
        return Problem.of(410, "setup-done", "This node is set up already")
                .withDetail(
                        "Sign in, or ask an operator for an invite. Whoever runs the machine makes a new token with weft admin"
                                + " setup-token.");
    }

    private static Problem wrong() {
        return Problem.of(403, "setup-token-wrong", "This is not the set-up token")
                .withDetail(
                        "The node shows it at each start until there is an operator; later weft admin setup-token shows one.")
                .withField("token");
    }
}
