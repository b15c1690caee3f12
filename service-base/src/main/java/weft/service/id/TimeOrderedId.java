package weft.service.id;

import java.security.SecureRandom;
import java.util.UUID;

/** Version 7 UUIDs (RFC 9562): they sort by the millisecond they were made in, so that indexes grow at one end. */
public final class TimeOrderedId {

    private static final SecureRandom RANDOM = new SecureRandom();

    private TimeOrderedId() {}

    /** A fresh id with 74 random bits. */
    public static UUID next() {
        long version = 0x7000L | RANDOM.nextInt(0x1000);
        long high = System.currentTimeMillis() << 16 | version;
        long low = 0x8000_0000_0000_0000L | (RANDOM.nextLong() & 0x3fff_ffff_ffff_ffffL);
        return new UUID(high, low);
    }
}
