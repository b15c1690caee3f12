package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Tells waiting parts of this process that there is something to fetch. A wake-up carries no truth and may be lost: every
 * listener also looks by itself now and then.
 */
@ApplicationScoped
public class Wakeups {

    /** What there is to fetch. */
    public enum Work {
        /** Messages wait to leave, or were withdrawn. */
        DELIVERIES,
        /** Something came in and waits for its decision. */
        JOURNAL,
        /** An identity was made, changed or deleted. */
        IDENTITIES,
        /** An identity wants to be announced. */
        ANNOUNCES
    }

    private final List<Consumer<UUID>> accounts = new CopyOnWriteArrayList<>();
    private final Map<Work, List<Runnable>> workers = new ConcurrentHashMap<>();

    /** Listens for growth of event logs, on the thread that committed; must not wait and must not throw. */
    public Registration onAccount(Consumer<UUID> listener) {
        accounts.add(listener);
        return () -> accounts.remove(listener);
    }

    /** Listens for work of a kind. Same duties as {@link #onAccount}. */
    public Registration onWork(Work work, Runnable listener) {
        List<Runnable> listeners = workers.computeIfAbsent(work, _ -> new CopyOnWriteArrayList<>());
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** The event log of this account has grown. */
    public void accountChanged(UUID account) {
        accounts.forEach(listener -> listener.accept(account));
    }

    /** There is work. */
    public void wake(Work work) {
        workers.getOrDefault(work, List.of()).forEach(Runnable::run);
    }

    /** Ends a listener. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
