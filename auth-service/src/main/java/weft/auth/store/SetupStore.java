package weft.auth.store;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Duration;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.domain.OpaqueToken;
import weft.auth.store.keys.KeyDirectory;
import weft.auth.store.sql.Statements;
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

    /**
     * How a token stands now.
     *
     * @param pending which tokens there are
     * @param matches whether the one that was given is one of them, and can be used
     */
    public record Standing(Pending pending, boolean matches) {}

    /**
     * Uses the token up, and with it the other one, in the caller's transaction.
     *
     * @return false when it can't be used any more, as for one of two at once
     */
    public Uni<Boolean> use(Mutiny.Session session, String token) {
        return session.createNativeQuery("delete from auth.setup_again where token_digest = :digest"
                        + " and expires_at > :now and created_at <= :latest")
                .setParameter("digest", digests.of(token))
                .setParameter("now", SqlTime.of(clock.atLeast()))
                .setParameter("latest", SqlTime.latestMade(clock))
                .executeUpdate()
                .chain(again -> again == 1
                        ? session.createNativeQuery("update auth.setup set used_at = now() where used_at is null")
                                .executeUpdate()
                                .replaceWith(true)
                        : useFirst(session, token));
    }

    private static Uni<Boolean> useFirst(Mutiny.Session session, String token) {
        return session.createNativeQuery(
                        "update auth.setup set used_at = now() where used_at is null and token_hash = :hash")
                .setParameter("hash", OpaqueToken.of(token).hash())
                .executeUpdate()
                .chain(used -> used == 0
                        ? Uni.createFrom().item(false)
                        : session.createNativeQuery("delete from auth.setup_again")
                                .executeUpdate()
                                .replaceWith(true));
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

    /** How this token stands. */
    public Uni<Standing> standing(String token) {
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
}
