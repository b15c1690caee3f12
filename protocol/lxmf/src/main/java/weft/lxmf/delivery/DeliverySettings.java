package weft.lxmf.delivery;

import java.time.Duration;

/**
 * The bounds and waits of one identity's delivery; times in nanoseconds. Memory is at worst {@code queueBytes + assemblyBytes}
 * and a few hundred bytes for each recipient and message.
 *
 * @param attempts how often a message is tried in a row; fewer on slow paths (lxmf §16)
 * @param retryWait least time between two attempts
 * @param pathWait how long a path request is given
 * @param linkIdle an own link without data for so long is closed
 * @param firstRest how long a message with lifetime left rests after its attempts; doubled each time
 * @param longestRest where doubling ends
 * @param stampWait how long a message waits whose stamp the host had no room to search for
 * @param maxStampCost most work that is done for a recipient, in bits: each more doubles it
 * @param deliveryBytes largest message taken in, whole transfer, uncompressed
 * @param queueMessages most outbound messages taken at a time; more are answered with {@link DeliveryEvent.NotTaken}
 * @param queueBytes most bytes of outbound messages, likewise
 * @param inFlight most messages under way to one recipient; one on slow paths. With {@code packets} at most as many as the
 *     Endpoint allows without proof, which answers more with a second of waiting
 * @param packets most packets under way outside links, to all recipients
 * @param recipients most recipients remembered without a message or link to them; the oldest is forgotten
 * @param assemblyBytes most bytes of incoming transfers at a time; a second one that would pass it waits, as its sender repeats it
 */
public record DeliverySettings(
        int attempts,
        long retryWait,
        long pathWait,
        long linkIdle,
        long firstRest,
        long longestRest,
        long stampWait,
        int maxStampCost,
        long deliveryBytes,
        int queueMessages,
        long queueBytes,
        int inFlight,
        int packets,
        int recipients,
        long assemblyBytes) {

    /**
     * 5 attempts, 10 s between them, 7 s for a path, links idle for 10 minutes, rests of 5 minutes to 2 hours, 30 s for a stamp, 24 bits of work,
     * 1,000,000 bytes in, 256 messages and 32 MiB out, 24 under way to one, 32 packets to all, 512 recipients, 16 MiB of segments.
     */
    public static final DeliverySettings DEFAULT = new DeliverySettings(
            5,
            nanos(Duration.ofSeconds(10)),
            nanos(Duration.ofSeconds(7)),
            nanos(Duration.ofMinutes(10)),
            nanos(Duration.ofMinutes(5)),
            nanos(Duration.ofHours(2)),
            nanos(Duration.ofSeconds(30)),
            24,
            1_000_000,
            256,
            32L << 20,
            24,
            32,
            512,
            16L << 20);

    private static long nanos(Duration duration) {
        return duration.toNanos();
    }

    /** These with another limit for incoming messages, in bytes. */
    public DeliverySettings withDeliveryBytes(long bytes) {
        return new DeliverySettings(
                attempts,
                retryWait,
                pathWait,
                linkIdle,
                firstRest,
                longestRest,
                stampWait,
                maxStampCost,
                bytes,
                queueMessages,
                queueBytes,
                inFlight,
                packets,
                recipients,
                Math.max(assemblyBytes, bytes));
    }

    /** These with another bound for packets outside links. */
    public DeliverySettings withPackets(int most) {
        return new DeliverySettings(
                attempts,
                retryWait,
                pathWait,
                linkIdle,
                firstRest,
                longestRest,
                stampWait,
                maxStampCost,
                deliveryBytes,
                queueMessages,
                queueBytes,
                inFlight,
                most,
                recipients,
                assemblyBytes);
    }
}
