package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import weft.reticulum.Address;

/**
 * Tells waiting parts of this process that there is something to fetch, and through {@link WakeupRelay} those of the others. A wake-up
 * carries no truth and may be lost: every listener also looks by itself now and then.
 */
@ApplicationScoped
public class Wakeups {

    /** In the place of a shard: whichever it is. */
    public static final int ANY_SHARD = -1;

    /** What there is to fetch. */
    public enum Work {
        /** Messages wait to leave, or were withdrawn. */
        DELIVERIES,
        /** Something came in and waits for its decision. */
        JOURNAL,
        /** An identity was made, changed or deleted. */
        IDENTITIES,
        /** An identity wants to be announced. */
        ANNOUNCES,
        /** A process came or went, or gave shards back. */
        SHARDS
    }

    private final List<Consumer<UUID>> accounts = new CopyOnWriteArrayList<>();
    private final List<HeardListener> heard = new CopyOnWriteArrayList<>();
    private final Map<Work, List<IntConsumer>> workers = new ConcurrentHashMap<>();
    private volatile Others others = new Others() {
        @Override
        public void accountChanged(UUID account) {}

        @Override
        public void wake(Work work, int shard) {}

        @Override
        public void heard(Address destination, boolean announced) {}
    };

    /** The other processes. From any thread, without waiting. */
    public interface Others {
        void accountChanged(UUID account);

        void wake(Work work, int shard);

        void heard(Address destination, boolean announced);
    }

    /** Takes what other processes have kept of destinations. */
    @FunctionalInterface
    public interface HeardListener {

        /**
         * News of a destination are in the database.
         *
         * @param announced whether it announced itself; otherwise its path was asked for
         */
        void heard(Address destination, boolean announced);
    }

    /** Who tells the others; nobody does before. */
    void relay(Others relay) {
        this.others = relay;
    }

    /** Listens for growth of event logs, on the thread that committed; must not wait and must not throw. */
    public Registration onAccount(Consumer<UUID> listener) {
        accounts.add(listener);
        return () -> accounts.remove(listener);
    }

    /** Listens for work of a kind, with its shard or {@link #ANY_SHARD}. Same duties as {@link #onAccount}. */
    public Registration onWork(Work work, IntConsumer listener) {
        List<IntConsumer> listeners = workers.computeIfAbsent(work, _ -> new CopyOnWriteArrayList<>());
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Listens for what other processes have kept of destinations. Same duties as {@link #onAccount}. */
    public Registration onHeardElsewhere(HeardListener listener) {
        heard.add(listener);
        return () -> heard.remove(listener);
    }

    /** News of a destination are in the database: the other processes look. */
    public void heard(Address destination, boolean announced) {
        others.heard(destination, announced);
    }

    /** Another process has told of this. */
    void heardElsewhere(Address destination, boolean announced) {
        heard.forEach(listener -> listener.heard(destination, announced));
    }

    /** The event log of this account has grown: whoever reads it looks, here and elsewhere. */
    public void accountChanged(UUID account) {
        accountChangedHere(account);
        others.accountChanged(account);
    }

    /** There is work, for whoever owns the shard. */
    public void wake(Work work, int shard) {
        wakeHere(work, shard);
        others.wake(work, shard);
    }

    /** There is work, perhaps for every process. */
    public void wake(Work work) {
        wake(work, ANY_SHARD);
    }

    /** There is work for this process alone: of its own shards. */
    public void wakeHere(Work work) {
        wakeHere(work, ANY_SHARD);
    }

    /** Another process has told of this. */
    void accountChangedHere(UUID account) {
        accounts.forEach(listener -> listener.accept(account));
    }

    /** Another process has told of this. */
    void wakeHere(Work work, int shard) {
        workers.getOrDefault(work, List.of()).forEach(listener -> listener.accept(shard));
    }

    /** Ends a listener. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
