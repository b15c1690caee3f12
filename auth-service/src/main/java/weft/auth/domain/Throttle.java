package weft.auth.domain;

import java.time.Duration;
import java.time.Instant;

/**
 * How often guessing is let through, as pure rules over one counter. An attempt is counted before the password is looked
 * at, so that many at once count as many; success takes the counter away.
 */
public final class Throttle {

    /** Failures are forgotten after this long without one. */
    public static final Duration MEMORY = Duration.ofHours(24);

    /** Failures of one account from one network, or from one known browser, until it is blocked. */
    static final int PAIR_LIMIT = 5;

    private static final Duration FIRST_BLOCK = Duration.ofMinutes(15);
    private static final Duration LONGEST_BLOCK = Duration.ofHours(24);

    /** Failures of one account from anywhere until strange browsers have to wait their turn. */
    static final int ACCOUNT_LIMIT = 50;

    private static final Duration FIRST_TURN = Duration.ofSeconds(2);
    private static final Duration LONGEST_TURN = Duration.ofSeconds(60);

    /** Attempts of one address in a burst. */
    static final int ADDRESS_BURST = 30;

    private static final Duration ADDRESS_REFILL = Duration.ofSeconds(6);
    private static final int MAX_DOUBLINGS = 16;

    private Throttle() {}

    /** What a counter is about, and so which rule it follows. */
    public enum Kind {
        /** One account from one network: {@value Throttle#PAIR_LIMIT} failures, then 15 min, doubling to 24 h. */
        PAIR,
        /** One account from one browser that signed in before: the same, so that no neighbour can use it up. */
        DEVICE,
        /** One account from anywhere strange: a turn every few seconds, at most a minute; never a lock. */
        ACCOUNT,
        /** One address, whatever the account: a bucket of {@value Throttle#ADDRESS_BURST}. */
        ADDRESS
    }

    /**
     * A counter.
     *
     * @param failures counted since the last block
     * @param blocks how many times it was blocked
     * @param tokens left in the bucket, for {@link Kind#ADDRESS}
     * @param blockedUntil attempts before this are refused
     * @param updatedAt last counted attempt
     */
    public record Counter(int failures, int blocks, double tokens, Instant blockedUntil, Instant updatedAt) {

        /** A counter that has counted nothing. */
        public static Counter fresh(Instant now) {
            return new Counter(0, 0, ADDRESS_BURST, Instant.EPOCH, now);
        }

        /** Whether it is as good as none. */
        public boolean countsNothing(Kind kind) {
            return failures == 0 && blocks == 0 && (kind != Kind.ADDRESS || tokens >= ADDRESS_BURST);
        }
    }

    /**
     * What becomes of an attempt.
     *
     * @param counter the counter afterwards
     * @param delay zero when the attempt may go on; else how long to wait, and the counter is as before
     */
    public record Decision(Counter counter, Duration delay) {

        /** Whether the attempt may go on. */
        public boolean allowed() {
            return delay.isZero();
        }
    }

    /** Counts an attempt as a failure until it proves to be none, or refuses it. */
    public static Decision attempt(Kind kind, Counter counter, Instant now) {
        Counter current = counter.updatedAt().plus(MEMORY).isBefore(now) ? Counter.fresh(now) : counter;
        if (current.blockedUntil().isAfter(now)) {
            return new Decision(current, Duration.between(now, current.blockedUntil()));
        }
        return switch (kind) {
            case PAIR, DEVICE -> allowed(countPair(current, now));
            case ACCOUNT -> allowed(countAccount(current, now));
            case ADDRESS -> takeToken(current, now);
        };
    }

    /** Takes an attempt back that was never decided, or that succeeded for a counter that outlives success. */
    public static Counter refund(Kind kind, Counter counter) {
        return switch (kind) {
            case ADDRESS ->
                new Counter(0, 0, Math.min(ADDRESS_BURST, counter.tokens() + 1), Instant.EPOCH, counter.updatedAt());
            case PAIR, DEVICE ->
                counter.failures() == 0 && counter.blocks() > 0
                        ? new Counter(PAIR_LIMIT - 1, counter.blocks() - 1, 0, Instant.EPOCH, counter.updatedAt())
                        : new Counter(less(counter), counter.blocks(), 0, counter.blockedUntil(), counter.updatedAt());
            case ACCOUNT -> new Counter(less(counter), 0, 0, Instant.EPOCH, counter.updatedAt());
        };
    }

    private static int less(Counter counter) {
        return Math.max(0, counter.failures() - 1);
    }

    private static Decision allowed(Counter counter) {
        return new Decision(counter, Duration.ZERO);
    }

    private static Counter countPair(Counter counter, Instant now) {
        int failures = counter.failures() + 1;
        if (failures < PAIR_LIMIT) {
            return new Counter(failures, counter.blocks(), counter.tokens(), Instant.EPOCH, now);
        }
        Instant until = now.plus(doubled(FIRST_BLOCK, counter.blocks(), LONGEST_BLOCK));
        return new Counter(0, counter.blocks() + 1, counter.tokens(), until, now);
    }

    private static Counter countAccount(Counter counter, Instant now) {
        int failures = counter.failures() + 1;
        Instant until = failures < ACCOUNT_LIMIT
                ? Instant.EPOCH
                : now.plus(doubled(FIRST_TURN, failures - ACCOUNT_LIMIT, LONGEST_TURN));
        return new Counter(failures, 0, counter.tokens(), until, now);
    }

    private static Decision takeToken(Counter counter, Instant now) {
        double refilled = Duration.between(counter.updatedAt(), now).toMillis() / (double) ADDRESS_REFILL.toMillis();
        double tokens = Math.min(ADDRESS_BURST, counter.tokens() + Math.max(0, refilled));
        if (tokens < 1) {
            long wait = (long) Math.ceil((1 - tokens) * ADDRESS_REFILL.toMillis());
            return new Decision(counter, Duration.ofMillis(wait));
        }
        return allowed(new Counter(0, 0, tokens - 1, Instant.EPOCH, now));
    }

    private static Duration doubled(Duration first, int times, Duration longest) {
        Duration wanted = first.multipliedBy(1L << Math.min(times, MAX_DOUBLINGS));
        return wanted.compareTo(longest) > 0 ? longest : wanted;
    }
}
