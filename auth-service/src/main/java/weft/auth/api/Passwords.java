package weft.auth.api;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import weft.auth.domain.Argon2Hasher;
import weft.auth.domain.HashingPool;
import weft.auth.domain.PasswordRules;
import weft.service.problem.Problem;

/** Passwords for those who must not block: the work is done on the hashing pool, the result comes on the caller's context. */
@ApplicationScoped
public class Passwords {

    private static final Duration BUSY_WAIT = Duration.ofSeconds(2);

    private final HashingPool pool;
    private final Argon2Hasher hasher;
    private final PasswordRules rules;

    /** Checked when there is no such account, so that this takes as long as when there is one. */
    private volatile String dummy;

    @Inject
    Passwords(HashingPool pool, Argon2Hasher hasher, PasswordRules rules) {
        this.pool = pool;
        this.hasher = hasher;
        this.rules = rules;
    }

    /**
     * The PHC string of a new password; fails with 400 or 422 when the rules refuse it, with 429 when too many wait.
     *
     * @param username the name the password must not be made of
     */
    public Uni<String> hashNew(String password, String username) {
        return onPool(() -> {
            rules.check(password, username);
            return hasher.hash(password);
        });
    }

    /** Whether the password is the one behind the PHC string; with none, false after the same work. */
    public Uni<Boolean> verify(String password, Optional<String> phc) {
        return onPool(() -> hasher.verify(password, phc.orElseGet(this::dummy)) && phc.isPresent());
    }

    /** A PHC string of today's cost, when the given one is of another; for a password just verified. */
    public Uni<Optional<String>> renewed(String password, String phc) {
        return hasher.outdated(phc)
                ? onPool(() -> Optional.of(hasher.hash(password)))
                : Uni.createFrom().item(Optional.empty());
    }

    private String dummy() {
        String known = dummy;
        if (known == null) {
            known = hasher.hash("the password of nobody");
            dummy = known;
        }
        return known;
    }

    private <T> Uni<T> onPool(Supplier<T> work) {
        Context context = Vertx.currentContext();
        return Uni.createFrom()
                .completionStage(() -> pool.run(work))
                .emitOn(task -> context.runOnContext(ignored -> task.run()))
                .onFailure(CompletionException.class)
                .transform(Throwable::getCause)
                .onFailure(HashingPool.Full.class)
                .transform(full -> Problem.tooMany("busy", "Too many people are signing in at once", BUSY_WAIT)
                        .withDetail("Try again in a moment.")
                        .exception());
    }
}
