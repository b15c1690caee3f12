package weft.auth.authentication;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import weft.auth.domain.HashingPool.Lane;
import weft.auth.domain.HashingPool.Place;
import weft.auth.domain.OpaqueToken;
import weft.auth.domain.Refused;
import weft.auth.domain.Refused.Reason;
import weft.auth.domain.Throttle;
import weft.auth.store.AccessLog;
import weft.auth.store.AccessLog.Action;
import weft.auth.store.AccessLog.Subject;
import weft.auth.store.ThrottleStore;
import weft.auth.store.ThrottleStore.Key;
import weft.service.id.TimeOrderedId;
import weft.service.net.Source;

/**
 * Slows guessing down. Counters are keyed by what can't be chosen freely: the account's name and the address the gateway saw;
 * a user agent or forwarded header plays no part. A browser that signed in to the account before has a counter of its own,
 * so strangers can neither use up its attempts nor make it wait; nor do they take its place where passwords are hashed.
 */
@ApplicationScoped
public class AttemptThrottle {

    private final ThrottleStore counters;
    private final Passwords passwords;
    private final AccessLog log;

    AttemptThrottle(ThrottleStore counters, Passwords passwords, AccessLog log) {
        this.counters = counters;
        this.passwords = passwords;
        this.log = log;
    }

    /**
     * Somebody who tries.
     *
     * @param usernameKey of the account; null when the attempt is about a code
     * @param subject the account that has this name; null when none has
     * @param device known browser of that account, as its cookie says, or the session that asks; empty when there is none or
     *     it isn't known
     */
    public record Attempt(
            Action action,
            String usernameKey,
            Subject subject,
            Optional<OpaqueToken> device,
            String address,
            String userAgent) {

        /** An attempt with a code. */
        public static Attempt withCode(Action action, String address) {
            return new Attempt(action, null, null, Optional.empty(), address, null);
        }

        List<Key> keys() {
            List<Key> keys = new ArrayList<>();
            Source source = Source.of(address);
            keys.add(new Key(Throttle.Kind.ADDRESS, hash(source.host()), null));
            if (source.isV6()) {
                // One subscriber may have all of it: many /64 together get no more than one.
                keys.add(new Key(Throttle.Kind.ADDRESS, hash(source.network()), null));
            }
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

        private Lane lane() {
            return device.isPresent() ? Lane.KNOWN : Lane.STRANGER;
        }

        private static byte[] hash(String text) {
            return OpaqueToken.of(text).hash();
        }
    }

    /** The key under which the counters of an account are found. */
    static byte[] accountKey(String usernameKey) {
        return OpaqueToken.of("account " + usernameKey).hash();
    }

    /**
     * Decides an attempt. While it is being decided it stands for the failure it may become; then it counts as what it was:
     * right when the check gives something, wrong when it is {@link Refused} for more than to wait, and as nothing when it could
     * not be decided. Refusals stand in the access log. Once subscribed to it goes on to its end, whether or not somebody waits.
     *
     * @param check looks whether the attempt is right; may hash in its place
     * @return what the check gives; fails as the check fails; refused without a check when the attempt must wait
     */
    public <T> Uni<T> decide(Attempt attempt, Function<Place, Uni<T>> check) {
        return toItsEnd(passwords
                .inPlace(attempt.lane(), attempt.usernameKey(), place -> checked(attempt, place, check))
                .onFailure(Refused.class)
                .call(refusal -> note(attempt, refusal.reason())));
    }

    private <T> Uni<T> checked(Attempt attempt, Place place, Function<Place, Uni<T>> check) {
        UUID id = TimeOrderedId.next();
        List<Key> keys = attempt.keys();
        return counters.begin(id, keys)
                .chain(wait -> wait.over()
                        ? Uni.createFrom()
                                .deferred(() -> check.apply(place))
                                .onItemOrFailure()
                                .call((right, failure) -> settle(id, keys, failure))
                        : Uni.createFrom().failure(refusal(wait)));
    }

    /** Goes on when whoever asked has gone: else a guess would count as none for those who hang up after asking. */
    private static <T> Uni<T> toItsEnd(Uni<T> work) {
        return Uni.createFrom().completionStage(() -> {
            CompletableFuture<T> ended = new CompletableFuture<>();
            work.subscribe().with(ended::complete, ended::completeExceptionally);
            return ended;
        });
    }

    private Uni<Void> settle(UUID id, List<Key> keys, Throwable failure) {
        if (failure == null) {
            return counters.succeeded(id, keys);
        }
        return failure instanceof Refused refusal && !refusal.reason().isWait()
                ? counters.failed(id, keys)
                : counters.undecided(id, keys);
    }

    private Uni<Void> note(Attempt attempt, Reason reason) {
        return reason == Reason.BUSY
                ? Uni.createFrom().voidItem()
                : log.refused(
                        attempt.action(), reason.code(), attempt.subject(), attempt.address(), attempt.userAgent());
    }

    private static Refused refusal(Throttle.Wait wait) {
        return Refused.until(wait.length(), wait.underWay() ? Reason.UNDER_WAY : Reason.THROTTLED);
    }
}
