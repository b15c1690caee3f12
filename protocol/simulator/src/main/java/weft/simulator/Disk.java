package weft.simulator;

/**
 * The database of an installation: writes take a while, happen in order and whole, and are acknowledged after they happened. A
 * write of a process that died before it happened does not happen.
 */
final class Disk extends Actor {

    private final long commitNanos;

    Disk(Simulation simulation, String name, long commitNanos) {
        super(simulation, name);
        this.commitNanos = commitNanos;
    }

    /**
     * Writes.
     *
     * @param write changes what is stored; its answer is what {@code acknowledged} is told
     * @param acknowledged runs on the writer, if it still runs then
     */
    void commit(Actor writer, String what, Transaction write, Acknowledgement acknowledged) {
        long incarnation = writer.incarnation();
        later(commitNanos, what, incarnation, () -> {
            if (writer.incarnation() == incarnation) {
                boolean took = write.run();
                writer.later(0, what + " acknowledged", took ? 1 : 0, () -> acknowledged.run(took));
            }
        });
    }

    /** A change of what is stored. */
    interface Transaction {
        /** False when a condition did not hold and nothing was changed. */
        boolean run();
    }

    /** What follows a commit. */
    interface Acknowledgement {
        void run(boolean took);
    }

    @Override
    long nextDeadline() {
        return Long.MAX_VALUE;
    }

    @Override
    void onDeadline() {
        throw new IllegalStateException("a disk waits for nothing");
    }

    @Override
    void checkInvariants() {
        // What is stored is checked by those who know what it means.
    }
}
