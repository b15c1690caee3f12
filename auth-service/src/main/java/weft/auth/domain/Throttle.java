package weft.auth.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * How often guessing is let through, as pure rules over one counter and the attempts that are being decided.
 *
 * <p>An attempt under way stands for the failure it may become: there are never more under way than failures that would still
 * be let through, so many at once are no more guesses than many in a row. It counts only when it has failed; success takes the
 * counter away.
 */
public final class Throttle {

    /** Failures are forgotten after this long without one. */
    public static final Duration MEMORY = Duration.ofHours(24);

    /**
     * How long an attempt stands for a failure without having ended: long enough for a full queue of hashes on a slow machine.
     * Only the end of a replica leaves one behind.
     */
    public static final Duration LEASE = Duration.ofSeconds(60);

    /** Failures of one account from one network, or from one known browser, until it is blocked; attempts under way count. */
    static final int PAIR_LIMIT = 5;

    private static final Duration FIRST_BLOCK = Duration.ofMinutes(15);
    private static final Duration LONGEST_BLOCK = Duration.ofHours(24);

    /** Failures of one account from anywhere until strange browsers have to wait their turn. */
    static final int ACCOUNT_LIMIT = 50;

    private static final Duration FIRST_TURN = Duration.ofSeconds(2);
    private static final Duration LONGEST_TURN = Duration.ofSeconds(60);

    /** Failed attempts of one address in a burst. */
    static final int ADDRESS_BURST = 30;

    private static final Duration ADDRESS_REFILL = Duration.ofSeconds(6);
    private static final Duration SOON = Duration.ofSeconds(1);
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
     * @param updatedAt last counted failure
     */
    public record Counter(int failures, int blocks, double tokens, Instant blockedUntil, Instant updatedAt) {

        /** A counter that has counted nothing. */
        public static Counter fresh(Instant now) {
            return new Counter(0, 0, ADDRESS_BURST, Instant.EPOCH, now);
        }
    }

    /**
     * What an attempt is told.
     *
     * @param length zero when it may go on; else how long to wait
     * @param underWay whether it waits for attempts that are being decided, rather than because of failures
     */
    public record Wait(Duration length, boolean underWay) {

        private static final Wait NONE = new Wait(Duration.ZERO, false);
        private static final Wait FOR_OTHERS = new Wait(SOON, true);

        /** Whether the attempt may go on. */
        public boolean over() {
            return length.isZero();
        }

        /** The longest of several; over when there are none. */
        public static Wait longest(List<Wait> waits) {
            return waits.stream().max(Comparator.comparing(Wait::length)).orElse(NONE);
        }
    }

    /** Whether an attempt may go on; the counter stays as it is. */
    public static Wait wait(Kind kind, Counter counter, int underWay, Instant now) {
        Counter current = current(counter, now);
        if (current.blockedUntil().isAfter(now)) {
            return new Wait(Duration.between(now, current.blockedUntil()), false);
        }
        int failures = current.failures() + underWay;
        return switch (kind) {
            case PAIR, DEVICE -> failures < PAIR_LIMIT ? Wait.NONE : Wait.FOR_OTHERS;
            case ACCOUNT -> underWay == 0 || failures < ACCOUNT_LIMIT ? Wait.NONE : Wait.FOR_OTHERS;
            case ADDRESS -> bucket(refilled(current, now), underWay);
        };
    }

    /** The counter after an attempt has failed. */
    public static Counter failed(Kind kind, Counter counter, Instant now) {
        Counter current = current(counter, now);
        return switch (kind) {
            case PAIR, DEVICE -> countPair(current, now);
            case ACCOUNT -> countAccount(current, now);
            case ADDRESS -> new Counter(0, 0, Math.max(0, refilled(current, now) - 1), Instant.EPOCH, now);
        };
    }

    private static Counter current(Counter counter, Instant now) {
        return counter.updatedAt().plus(MEMORY).isBefore(now) ? Counter.fresh(now) : counter;
    }

    private static Counter countPair(Counter counter, Instant now) {
        int failures = counter.failures() + 1;
        if (failures < PAIR_LIMIT) {
            return new Counter(failures, counter.blocks(), counter.tokens(), counter.blockedUntil(), now);
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

    private static double refilled(Counter counter, Instant now) {
        double more = Duration.between(counter.updatedAt(), now).toMillis() / (double) ADDRESS_REFILL.toMillis();
        return Math.min(ADDRESS_BURST, counter.tokens() + Math.max(0, more));
    }

    private static Wait bucket(double tokens, int underWay) {
        if (tokens < 1) {
            return new Wait(Duration.ofMillis((long) Math.ceil((1 - tokens) * ADDRESS_REFILL.toMillis())), false);
        }
        return tokens - underWay < 1 ? Wait.FOR_OTHERS : Wait.NONE;
    }

    private static Duration doubled(Duration first, int times, Duration longest) {
        Duration wanted = first.multipliedBy(1L << Math.min(times, MAX_DOUBLINGS));
        return wanted.compareTo(longest) > 0 ? longest : wanted;
    }
}
