package weft.message.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import weft.message.store.sql.Database;
import weft.message.store.sql.Transaction;

/** A database that holds up every transaction until {@link #goOn}, and then runs the work without a connection. */
final class StalledDatabase extends Database {

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    StalledDatabase() {
        super(null, new SimpleMeterRegistry());
    }

    /** Waits until somebody's first transaction is held up. */
    void awaitStall() throws InterruptedException {
        assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
    }

    void goOn() {
        gate.countDown();
    }

    @Override
    public <T> T transact(Function<Transaction, T> work) {
        reached.countDown();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return work.apply(null);
    }
}
