package weft.lxmf.stamp;

import java.util.Optional;

/**
 * A search for a stamp in slices: the host calls {@link #next} until there is a stamp or nobody wants it any more, and looks
 * between calls whether to stop (lxmf §11: cancelling must stop it). One thread at a time.
 */
public final class StampSearch {

    private final Workblock workblock;
    private final int cost;
    private final byte[] seed;
    private long tried;

    StampSearch(Workblock workblock, int cost, byte[] seed) {
        this.workblock = workblock;
        this.cost = cost;
        this.seed = seed.clone();
    }

    /**
     * Tries the next candidates.
     *
     * @param candidates how many; 100,000 are a few hundredths of a second
     * @return the stamp, or empty when none of these paid and the search may go on
     */
    public Optional<Stamp> next(int candidates) {
        Optional<byte[]> found = workblock.search(cost, seed, tried, candidates);
        tried += candidates;
        return found.map(bytes -> new Stamp(bytes, workblock.value(bytes)));
    }

    /** Candidates tried so far; progress is this against 2^cost. */
    public long tried() {
        return tried;
    }
}
