package weft.reticulum.router.table;

import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/** Makes the tables of one Router: each of its configured size, and with a seed of its own, so that no peer can aim at one. */
public final class Tables {

    private final ToIntFunction<Bound> bounds;
    private final RandomGenerator random;

    public Tables(ToIntFunction<Bound> bounds, RandomGenerator random) {
        this.bounds = bounds;
        this.random = random;
    }

    /** The configured size. */
    public int bound(Bound bound) {
        return bounds.applyAsInt(bound);
    }

    /** A table of that size. */
    public <E extends AddressTable.Entry> AddressTable<E> table(Bound bound) {
        return new AddressTable<>(bound(bound), random.nextLong());
    }

    /** A filter with generations of that size. */
    public DuplicateFilter filter(Bound bound) {
        return new DuplicateFilter(bound(bound), random.nextLong());
    }
}
