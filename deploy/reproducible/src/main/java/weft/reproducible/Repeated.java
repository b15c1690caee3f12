package weft.reproducible;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the build gets in place of chance: numbers in the order in which they are asked for, and work done by the thread that hands it
 * out. Called from the code that {@link Replacement} writes.
 */
public final class Repeated {

    private static final AtomicLong GIVEN = new AtomicLong();

    private Repeated() {}

    /** The next seed; no two are the same in one run of Maven. */
    public static long seed() {
        return GIVEN.incrementAndGet();
    }

    /** The next identifier; no two are the same in one run of Maven. */
    public static UUID uuid() {
        return new UUID(GIVEN.incrementAndGet(), 0);
    }

    /** An executor that has done the work when it returns, and that nobody can shut down. */
    public static ExecutorService inTheCaller() {
        return new InTheCaller();
    }

    private static final class InTheCaller extends AbstractExecutorService {

        @Override
        public void execute(Runnable work) {
            work.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
