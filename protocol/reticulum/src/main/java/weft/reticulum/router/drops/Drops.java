package weft.reticulum.router.drops;

import java.util.EnumMap;
import java.util.Map;

/** Counters of what went no further, by reason. */
public final class Drops {

    private final long[] counts = new long[DropReason.count()];

    /** One more. */
    public void count(DropReason reason) {
        counts[reason.ordinal()]++;
    }

    /** The reasons that occurred. */
    public Map<DropReason, Long> snapshot() {
        Map<DropReason, Long> occurred = new EnumMap<>(DropReason.class);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != 0) {
                occurred.put(DropReason.of(i), counts[i]);
            }
        }
        return occurred;
    }
}
