package weft.node;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * Gives memory of Java's heap back to the system that nobody needs any more: what the start needed, once it is ready, and what a busy
 * time needed, when it is over. The serial collector shrinks the heap in a full collection alone, and makes none while little happens.
 *
 * <p>One full collection stops the node for some hundred milliseconds, so it is made when the node is idle and it is worth it.
 */
final class IdleHeap {

    private static final Duration EVERY = Duration.ofMinutes(1);

    /** Collections in that time that a node makes of which nobody wants anything. */
    private static final int FEW = 2;

    /** Bytes that the heap has to have grown by since the last time. */
    private static final long WORTH = 64L << 20;

    private long collections;
    private long kept;

    /** @param kept bytes of the heap after a full collection */
    IdleHeap(long kept) {
        this.kept = kept;
    }

    /** Collects at once, and from now on in the background. */
    static void watch() {
        System.gc();
        IdleHeap heap = new IdleHeap(committed());
        Thread.ofPlatform().daemon().name("weft-heap").start(heap::run);
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                if (isWorth(made(), committed())) {
                    System.gc();
                    kept = committed();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Whether to collect now.
     *
     * @param made collections since the process began
     * @param committed bytes of the heap that the system has given
     */
    boolean isWorth(long made, long committed) {
        boolean idle = made - collections <= FEW;
        collections = made;
        return idle && committed - kept >= WORTH;
    }

    private static long made() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    private static long committed() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    }
}
