package weft.auth.store;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.domain.OpaqueToken;
import weft.auth.store.entity.Account;
import weft.auth.store.keys.KeyDirectory;
import weft.auth.store.sql.Statements;
import weft.service.time.MachineClock;
import weft.service.vault.KeyedDigest;

/**
 * Reset links: whoever has the code of one chooses the account's password, once, within {@link #LIFE}. An account has one at a time; a
 * new one takes the place of the older. It is good as long as who made it may make it: not when that operator is one no more.
 */
@ApplicationScoped
public class Resets {

    /** How long a link can be used. */
    public static final Duration LIFE = Duration.ofHours(1);

    private static final String OPEN = "select r.account_id, a.username, m.username as maker from auth.resets r"
            + " join auth.accounts a on a.id = r.account_id left join auth.accounts m on m.id = r.created_by"
            + " where r.code_digest = :digest and r.expires_at > :now and r.created_at <= :latest and not a.disabled"
            + " and (r.created_by is null or (not m.disabled and m.roles like '%operator%'))";

    private final MachineClock clock = MachineClock.system();
    private final Statements statements;
    private final PasswordChanges changes;
    private final KeyedDigest digests;
    private final AtomicLong rows = new AtomicLong();

    Resets(Statements statements, PasswordChanges changes, KeyDirectory keys, MeterRegistry metrics) {
        this.statements = statements;
        this.changes = changes;
        this.digests = keys.resetCodes();
        Gauge.builder("weft_auth_resets", rows::get)
                .description("Reset links that can be used, as of the last minute's look")
                .register(metrics);
    }

    /**
     * A link that can be used.
     *
     * @param account whose password it lets choose
     * @param username of that account
     * @param maker username of the operator; null when it was made at the machine itself
     */
    public record Reset(UUID account, String username, String maker) {}

    /**
     * Makes a link, in the caller's transaction, and takes back the one there was.
     *
     * @param maker an operator, and not the account's owner
     * @param account not disabled
     * @param code what its holder is given
     * @return until when it can be used
     */
    public Uni<Instant> make(Mutiny.Session session, UUID maker, Account account, OpaqueToken code) {
        Instant now = clock.atMost();
        Instant expiresAt = now.plus(LIFE);
        return session.createNativeQuery("insert into auth.resets (account_id, code_digest, created_by, created_at,"
                        + " expires_at) values (:account, :digest, :maker, :now, :expires) on conflict (account_id) do update"
                        + " set code_digest = excluded.code_digest, created_by = excluded.created_by,"
                        + " created_at = excluded.created_at, expires_at = excluded.expires_at")
                .setParameter("account", account.id())
                .setParameter("digest", digests.of(code.text()))
                .setParameter("maker", maker)
                .setParameter("now", SqlTime.of(now))
                .setParameter("expires", SqlTime.of(expiresAt))
                .executeUpdate()
                .call(() -> Transactions.audit(session, maker, "password.reset-link", account.id(), null))
                .replaceWith(expiresAt);
    }

    /** The link with this code; empty when there is none that can be used. */
    public Uni<Optional<Reset>> open(String code) {
        return statements.run(session -> session.createNativeQuery(OPEN, Tuple.class)
                .setParameter("digest", digests.of(code))
                .setParameter("now", SqlTime.of(clock.atLeast()))
                .setParameter("latest", SqlTime.latestMade(clock))
                .getSingleResultOrNull()
                .map(row -> Optional.ofNullable(row).map(Resets::reset)));
    }

    private static Reset reset(Tuple row) {
        return new Reset(
                row.get("account_id", UUID.class), row.get("username", String.class), row.get("maker", String.class));
    }

    /**
     * Uses the link up, in the caller's transaction.
     *
     * @param reset as {@link #open} gave it
     * @param password PHC string of the one that was chosen
     * @return false when it was used or replaced since it was opened, as for one of two at once; then nothing is done
     */
    public Uni<Boolean> use(Mutiny.Session session, String code, Reset reset, String password) {
        return PasswordChanges.lock(session, reset.account())
                .chain(() -> session.createNativeQuery(
                                "delete from auth.resets where account_id = :account and code_digest = :digest")
                        .setParameter("account", reset.account())
                        .setParameter("digest", digests.of(code))
                        .executeUpdate())
                .chain(used -> used == 0
                        ? Uni.createFrom().item(false)
                        : changes.byReset(session, reset, password).replaceWith(true));
    }

    /** Deletes what can't be used any more, and what a clock that was set back has left in the future. */
    public Uni<Void> prune() {
        return statements.run(session -> session.createNativeQuery(
                        "delete from auth.resets where expires_at <= :now or created_at > :latest")
                .setParameter("now", SqlTime.of(clock.atLeast()))
                .setParameter("latest", SqlTime.latestMade(clock))
                .executeUpdate()
                .chain(() -> session.createNativeQuery("select count(*) from auth.resets", Long.class)
                        .getSingleResult())
                .invoke(rows::set)
                .replaceWithVoid());
    }
}
