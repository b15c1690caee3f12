package weft.gateway.domain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import weft.service.net.Source;

/**
 * The connections of one port, and which of them have no request under way: such a connection ends a while after it was opened or
 * after its last request, however many bytes of the next request's head have come. Past the bound of all the one that has waited
 * longest gives way; where none waits, and past the bound of a host or network, a new one is refused. Thread-safe; times are those
 * of {@link System#nanoTime}.
 */
public final class ConnectionTable {

    /**
     * How many, and how long.
     *
     * @param all connections at once
     * @param perHost of one IPv4 address or IPv6 /64
     * @param perNetwork of one IPv6 /56
     * @param first from the opening to the head of the first request, the TLS handshake included
     * @param between from the end of a request to the head of the next
     */
    public record Limits(int all, int perHost, int perNetwork, Duration first, Duration between) {}

    private final Limits limits;
    private final PerSource perSource;

    /** Without a request, the one that has waited longest first. */
    private final Set<Connection> waiting = new LinkedHashSet<>();

    private final AtomicLong refusedOfSource = new AtomicLong();
    private final AtomicLong refusedOfAll = new AtomicLong();
    private final AtomicLong gaveWay = new AtomicLong();
    private final AtomicLong overdue = new AtomicLong();
    private int open;

    public ConnectionTable(Limits limits) {
        this.limits = limits;
        this.perSource = new PerSource(limits.perHost(), limits.perNetwork());
    }

    /**
     * Takes a new connection in.
     *
     * @param counted whether it counts for its host and network: not when it comes from a proxy that many people are behind
     * @param close ends it; called at most once, from any thread
     * @return empty when it is refused
     */
    public Optional<Connection> opened(Source source, boolean counted, Runnable close, long now) {
        Connection givesWay = null;
        Connection taken;
        synchronized (this) {
            if (counted && isFull(source)) {
                refusedOfSource.incrementAndGet();
                return Optional.empty();
            }
            if (open >= limits.all()) {
                givesWay = waiting.stream().findFirst().orElse(null);
                if (givesWay == null) {
                    refusedOfAll.incrementAndGet();
                    return Optional.empty();
                }
                gaveWay.incrementAndGet();
                remove(givesWay);
            }
            taken = new Connection(source, counted, close, now);
            add(taken);
        }
        if (givesWay != null) {
            givesWay.close.run();
        }
        return Optional.of(taken);
    }

    private boolean isFull(Source source) {
        return perSource.isHostPast(source, 1) || perSource.isNetworkPast(source, 1);
    }

    private void add(Connection connection) {
        open++;
        waiting.add(connection);
        count(connection, 1);
    }

    private void remove(Connection connection) {
        if (!connection.gone) {
            connection.gone = true;
            open--;
            waiting.remove(connection);
            count(connection, -1);
        }
    }

    private void count(Connection connection, int by) {
        if (connection.counted) {
            perSource.add(connection.source, by);
        }
    }

    /** Ends the connections that have waited too long for the head of a request. */
    public void endOverdue(long now) {
        List<Connection> late = new ArrayList<>();
        synchronized (this) {
            for (Connection connection : waiting) {
                Duration patience = connection.hadRequest ? limits.between() : limits.first();
                if (now - connection.since > patience.toNanos()) {
                    late.add(connection);
                }
            }
            late.forEach(this::remove);
        }
        overdue.addAndGet(late.size());
        late.forEach(connection -> connection.close.run());
    }

    /** Connections that are open. */
    public synchronized int open() {
        return open;
    }

    /** Most of them. */
    public int bound() {
        return limits.all();
    }

    /** Refused because their host or network had as many as it may. */
    public long refusedOfSource() {
        return refusedOfSource.get();
    }

    /** Refused because all had a request under way. */
    public long refusedOfAll() {
        return refusedOfAll.get();
    }

    /** Ended without a request under way, to make room. */
    public long gaveWay() {
        return gaveWay.get();
    }

    /** Ended because no request came in time. */
    public long overdue() {
        return overdue.get();
    }

    /** One connection. */
    public final class Connection {

        private final Source source;
        private final boolean counted;
        private final Runnable close;
        private long since;
        private int requests;
        private boolean hadRequest;
        private boolean gone;

        private Connection(Source source, boolean counted, Runnable close, long since) {
            this.source = source;
            this.counted = counted;
            this.close = close;
            this.since = since;
        }

        /** The head of a request is complete. */
        public void requestBegun() {
            synchronized (ConnectionTable.this) {
                requests++;
                hadRequest = true;
                waiting.remove(this);
            }
        }

        /** A request is answered, or given up. */
        public void requestEnded(long now) {
            synchronized (ConnectionTable.this) {
                requests--;
                if (requests == 0 && !gone) {
                    since = now;
                    waiting.add(this);
                }
            }
        }

        /** The connection is closed. */
        public void closed() {
            synchronized (ConnectionTable.this) {
                remove(this);
            }
        }
    }
}
