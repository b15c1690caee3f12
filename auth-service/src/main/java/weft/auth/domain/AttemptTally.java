package weft.auth.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Counts equal refusals in memory between two writes, so that a flood of them costs a row's update every few seconds instead of
 * one each. Holds {@value #KINDS} kinds at most. Safe to use from many threads; never blocks for long.
 */
public final class AttemptTally {

    /** Kinds counted at once; further ones are not counted here. */
    public static final int KINDS = 10_000;

    private final Map<Kind, Entry> entries = new HashMap<>();

    /**
     * What makes refusals equal.
     *
     * @param account null when no account is concerned
     * @param hour its beginning
     */
    public record Kind(String action, String outcome, String network, UUID account, Instant hour) {}

    /** Who tried last. {@code username} is of the account, null without one. */
    public record Last(String username, String source, String userAgent, Instant at) {}

    /** Refusals that were counted and not yet taken. */
    public record Repeats(Kind kind, Last last, long count) {}

    /**
     * Counts a refusal.
     *
     * @return how many of its kind there were with this one, in the life of this tally; 0 when it holds as many kinds as it may
     *     and did not count it. The first, and what is not counted, is not among what {@link #take} gives: its caller writes it.
     */
    public synchronized long add(Kind kind, Last last) {
        Entry entry = entries.get(kind);
        if (entry == null) {
            if (entries.size() >= KINDS) {
                return 0;
            }
            entry = new Entry();
            entries.put(kind, entry);
        } else {
            entry.repeats++;
        }
        entry.last = last;
        return ++entry.total;
    }

    /** Gives what was counted since the last call, and forgets kinds of hours that are over. */
    public synchronized List<Repeats> take(Instant hour) {
        List<Repeats> taken = new ArrayList<>();
        entries.forEach((kind, entry) -> {
            if (entry.repeats > 0) {
                taken.add(new Repeats(kind, entry.last, entry.repeats));
                entry.repeats = 0;
            }
        });
        entries.keySet().removeIf(kind -> !kind.hour().equals(hour));
        return taken;
    }

    /** Counts again what was taken and could not be written, as far as there is room. */
    public synchronized void putBack(List<Repeats> taken) {
        for (Repeats row : taken) {
            if (entries.size() < KINDS || entries.containsKey(row.kind())) {
                Entry entry = entries.computeIfAbsent(row.kind(), kind -> new Entry());
                entry.repeats += row.count();
                entry.total = Math.max(entry.total, row.count());
                entry.last = entry.last == null ? row.last() : entry.last;
            }
        }
    }

    /** Kinds counted just now. */
    public synchronized int size() {
        return entries.size();
    }

    private static final class Entry {
        private long total;
        private long repeats;
        private Last last;
    }
}
