package weft.reticulum.packet;

import java.util.OptionalInt;

/** The largest packet that an interface with automatic configuration takes, by its bitrate (rns-core §1). */
public final class HardwareMtu {

    private static final long[] BITRATES = {
        1_000_000_000,
        750_000_000,
        400_000_000,
        200_000_000,
        100_000_000,
        10_000_000,
        5_000_000,
        2_000_000,
        1_000_000,
        62_500
    };

    private static final int LARGEST = 524_288;

    private HardwareMtu() {}

    /**
     * The tuned MTU.
     *
     * @param bitrate bit/s, configured or assumed
     * @return bytes, 1024 to 524288; empty below 62.5 kbit/s, where links stay at {@link Packet#MTU}
     */
    public static OptionalInt forBitrate(long bitrate) {
        for (int step = 0; step < BITRATES.length; step++) {
            if (bitrate >= BITRATES[step]) {
                return OptionalInt.of(LARGEST >> step);
            }
        }
        return OptionalInt.empty();
    }
}
