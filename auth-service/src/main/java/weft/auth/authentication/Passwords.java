package weft.auth.authentication;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import weft.auth.domain.Argon2Hasher;
import weft.auth.domain.HashingPool;
import weft.auth.domain.HashingPool.Lane;
import weft.auth.domain.HashingPool.Place;
import weft.auth.domain.PasswordRules;
import weft.auth.domain.Refused;
import weft.auth.domain.Refused.Reason;
import weft.service.context.SameContext;
import weft.service.log.Sampled;

/** Passwords for those who must not block: the work is done on the hashing pool, the result comes on the caller's context. */
@ApplicationScoped
public class Passwords {

    private static final Logger LOG = Logger.getLogger(Passwords.class);
    private static final Sampled DAMAGED = new Sampled(Duration.ofMinutes(1));
    private static final Duration BUSY_WAIT = Duration.ofSeconds(2);

    private final HashingPool pool;
    private final Argon2Hasher hasher;
    private final PasswordRules rules;

    /** Checked when there is no such account, so that this takes as long as when there is one. */
    private volatile String dummy;

    Passwords(HashingPool pool, Argon2Hasher hasher, PasswordRules rules) {
        this.pool = pool;
        this.hasher = hasher;
        this.rules = rules;
    }

    /**
     * Does work in a place of a lane, which it holds from before its first step to its end; refused at once when the
     * lane has none left.
     *
     * @param account as {@link HashingPool#enter} wants it
     */
    public <T> Uni<T> inPlace(Lane lane, String account, Function<Place, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            Optional<Place> place = pool.enter(lane, account);
            return place.isEmpty()
                    ? Uni.createFrom().failure(busy())
                    : Uni.createFrom()
                            .deferred(() -> work.apply(place.get()))
                            .onTermination()
                            .invoke(place.get()::close);
        });
    }

    /** Refused when a stranger would get no place just now: asked before a stranger costs anything at all. */
    public Uni<Void> turnStrangersAway() {
        return Uni.createFrom()
                .deferred(() -> pool.turnsAway(Lane.STRANGER)
                        ? Uni.createFrom().failure(busy())
                        : Uni.createFrom().voidItem());
    }

    /**
     * The PHC string of a new password; refused by the rules, and when too many wait.
     *
     * @param lane the one of who asks
     * @param username the name the password must not be made of
     */
    public Uni<String> hashNew(Lane lane, String password, String username) {
        return hashNew(lane, "password", password, username);
    }

    /** The same for one that stands in another field than {@code password}. */
    public Uni<String> hashNew(Lane lane, String field, String password, String username) {
        return inPlace(
                lane,
                null,
                place -> onPool(place, () -> {
                    rules.check(field, password, username);
                    return hasher.hash(password);
                }));
    }

    /** Whether the password is the one behind the PHC string; with none, false after the same work. */
    public Uni<Boolean> verify(Place place, String password, Optional<String> phc) {
        return onPool(place, () -> phc.map(kept -> matches(password, kept)).orElseGet(() -> {
            hasher.verify(password, dummy());
            return false;
        }));
    }

    /** A kept password that is damaged lets nobody in, and takes as long as any: its member gets a new one with a reset link. */
    private boolean matches(String password, String kept) {
        try {
            return hasher.verify(password, kept);
        } catch (IllegalArgumentException damaged) {
            DAMAGED.happened()
                    .ifPresent(times -> LOG.errorf(
                            "passwords that are kept can't be read: %d tries, the last: %s",
                            times, damaged.getMessage()));
            hasher.verify(password, dummy());
            return false;
        }
    }

    /** A PHC string of today's cost, when the given one is of another; for a password just verified. */
    public Uni<Optional<String>> renewed(Place place, String password, String phc) {
        return hasher.outdated(phc)
                ? onPool(place, () -> Optional.of(hasher.hash(password)))
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

    private static Refused busy() {
        return Refused.until(BUSY_WAIT, Reason.BUSY);
    }

    private static <T> Uni<T> onPool(Place place, Supplier<T> work) {
        return SameContext.of(() -> Uni.createFrom().completionStage(() -> place.run(work)));
    }
}
