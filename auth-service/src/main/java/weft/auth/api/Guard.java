package weft.auth.api;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import weft.auth.domain.Reference;
import weft.auth.domain.Source;
import weft.auth.domain.Throttle;
import weft.auth.store.AccessLog;
import weft.auth.store.AccessLog.Action;
import weft.auth.store.ThrottleStore;
import weft.auth.store.ThrottleStore.Key;
import weft.service.problem.Problem;
import weft.service.problem.ProblemException;

/**
 * Slows guessing down. Counters are keyed by what can't be chosen freely: the account's name and the address the gateway saw;
 * a user agent or forwarded header plays no part. A browser that signed in to the account before has a counter of its own,
 * so strangers can neither use up its attempts nor make it wait.
 */
@ApplicationScoped
public class Guard {

    private final ThrottleStore counters;
    private final AccessLog log;

    @Inject
    Guard(ThrottleStore counters, AccessLog log) {
        this.counters = counters;
        this.log = log;
    }

    /**
     * Somebody who tries.
     *
     * @param usernameKey of the account; null when the attempt is about a code
     * @param device known browser of that account, as its cookie says, or the session that is proven; empty when there is none
     */
    public record Attempt(
            Action action, String usernameKey, Optional<Reference> device, String address, String userAgent) {

        List<Key> keys() {
            List<Key> keys = new ArrayList<>();
            Source source = Source.of(address);
            keys.add(new Key(Throttle.Kind.ADDRESS, hash(source.host()), null));
            if (usernameKey != null) {
                byte[] account = accountKey(usernameKey);
                if (device.isPresent()) {
                    keys.add(new Key(Throttle.Kind.DEVICE, device.get().hash(), account));
                } else {
                    keys.add(new Key(Throttle.Kind.ACCOUNT, account, account));
                    keys.add(new Key(Throttle.Kind.PAIR, hash(source.network() + ' ' + usernameKey), account));
                }
            }
            return keys;
        }

        private static byte[] hash(String text) {
            return Reference.of(text).hash();
        }
    }

    /** The key under which the counters of an account are found. */
    static byte[] accountKey(String usernameKey) {
        return Reference.of("account " + usernameKey).hash();
    }

    /** Counts the attempt as a failure until it proves to be none; fails with 429 when it must wait. */
    public Uni<Void> admit(Attempt attempt) {
        return counters.attempt(attempt.keys())
                .chain(wait -> wait.isZero() ? Uni.createFrom().voidItem() : refuse(attempt, wait));
    }

    /** The attempt was right: what was counted against it is forgotten, except what its address has used up. */
    public Uni<Void> succeeded(Attempt attempt) {
        List<Key> forgotten = attempt.keys().stream()
                .filter(key -> key.kind() != Throttle.Kind.ADDRESS)
                .toList();
        List<Key> kept = attempt.keys().stream()
                .filter(key -> key.kind() == Throttle.Kind.ADDRESS)
                .toList();
        return (forgotten.isEmpty() ? Uni.createFrom().voidItem() : counters.clear(forgotten))
                .chain(() -> counters.refund(kept));
    }

    /** The attempt was never decided: it doesn't count. */
    public Uni<Void> undecided(Attempt attempt) {
        return counters.refund(attempt.keys());
    }

    /** Notes why a code was not taken; a throttled attempt is noted already. */
    public Uni<Void> noteRefusal(Attempt attempt, Throwable refusal) {
        return refusal instanceof ProblemException told && told.problem().status() != 429
                ? log.refused(
                        attempt.action(),
                        told.problem().type().substring(told.problem().type().lastIndexOf(':') + 1),
                        null,
                        null,
                        attempt.address(),
                        attempt.userAgent())
                : Uni.createFrom().voidItem();
    }

    /** An operator lets an account's owner try again at once. */
    public Uni<Void> unlock(String usernameKey) {
        return counters.unlock(accountKey(usernameKey));
    }

    private Uni<Void> refuse(Attempt attempt, Duration wait) {
        return log.refused(attempt.action(), "throttled", null, null, attempt.address(), attempt.userAgent())
                .chain(() -> Uni.createFrom()
                        .failure(Problem.tooMany("throttled", "Too many failed attempts", wait)
                                .withDetail("Wait, or ask an operator to unlock the account.")
                                .exception()));
    }
}
