package weft.gateway.domain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import weft.service.net.Source;

/**
 * Memory for what was answered and is not taken by the client: so many bytes for one host and IPv6 network, and so many in all. Past a
 * bound the connection gives way that has gone for longest without taking any, of those that count for it. So one whose answer makes
 * its way over a slow line stays, and one that reads nothing goes. A connection that takes less than {@link #RATE} ends, too.
 *
 * <p>Thread-safe; times are those of {@link System#nanoTime}.
 */
public final class UnreadAnswers {

    /** Bytes that a connection has to take in a second, as long as some wait, on the average over {@link #WINDOW}. */
    public static final int RATE = 1_000;

    /** Over how long the rate is looked at. Shorter would be unfair: a system tells of what was sent in large steps. */
    public static final Duration WINDOW = Duration.ofSeconds(60);

    private static final int PART_OF_HEAP = 8;
    private static final int PART_OF_HOST = 4;
    private static final int HOSTS_OF_A_NETWORK = 2;

    private final long bytesPerHost;
    private final long bytes;
    private final PerSource perSource;

    /** Connections with bytes that wait, the one that has taken none for longest first. */
    private final Set<Connection> waiting = new LinkedHashSet<>();

    private final AtomicLong endedOfSource = new AtomicLong();
    private final AtomicLong endedOfAll = new AtomicLong();
    private final AtomicLong tooSlow = new AtomicLong();
    private long held;

    /**
     * @param largest answer of any path, in bytes
     * @param heap largest heap of the process, in bytes: an eighth of it is for answers, a quarter of that for one host, and room for
     *     two of the largest in all and one for a host whatever the heap
     */
    public UnreadAnswers(long largest, long heap) {
        this.bytes = Math.max(heap / PART_OF_HEAP, 2 * largest);
        this.bytesPerHost = Math.max(bytes / PART_OF_HOST, largest);
        this.perSource = new PerSource(bytesPerHost, HOSTS_OF_A_NETWORK * bytesPerHost);
    }

    /**
     * Looks after a new connection.
     *
     * @param counted whether it counts for its host and network: not when it comes from a proxy that many people are behind
     * @param end cuts it, with what it holds; called at most once, from any thread
     */
    public Connection opened(Source source, boolean counted, Runnable end) {
        return new Connection(source, counted, end);
    }

    private void add(Connection connection, long more, long now) {
        List<Connection> giveWay = new ArrayList<>();
        synchronized (this) {
            if (connection.gone) {
                return;
            }
            if (connection.held == 0) {
                connection.since = now;
                connection.taken = 0;
            }
            waiting.add(connection);
            count(connection, more);
            while (connection.isPastItsSource()) {
                giveWay.add(endStalest(endedOfSource, connection::sharesItsBoundWith));
            }
            while (held > bytes) {
                giveWay.add(endStalest(endedOfAll, _ -> true));
            }
        }
        giveWay.forEach(one -> one.end.run());
    }

    private Connection endStalest(AtomicLong counter, Predicate<Connection> who) {
        Connection stalest = waiting.stream().filter(who).findFirst().orElseThrow();
        counter.incrementAndGet();
        remove(stalest);
        return stalest;
    }

    private void count(Connection connection, long by) {
        held += by;
        connection.held += by;
        if (connection.counted) {
            perSource.add(connection.source, by);
        }
    }

    private synchronized void take(Connection connection, long fewer, boolean progress, long now) {
        if (connection.gone) {
            return;
        }
        count(connection, -fewer);
        if (progress) {
            connection.taken += fewer;
            waiting.remove(connection);
        }
        if (connection.held == 0) {
            waiting.remove(connection);
        } else {
            waiting.add(connection);
        }
    }

    private synchronized void remove(Connection connection) {
        if (!connection.gone) {
            count(connection, -connection.held);
            connection.gone = true;
            waiting.remove(connection);
        }
    }

    /** Ends the connections that took too little of what waits for them. */
    public void endSlow(long now) {
        List<Connection> slow = new ArrayList<>();
        synchronized (this) {
            for (Connection connection : waiting) {
                if (now - connection.since >= WINDOW.toNanos()) {
                    if (connection.taken < RATE * WINDOW.toSeconds()) {
                        slow.add(connection);
                    }
                    connection.since = now;
                    connection.taken = 0;
                }
            }
            slow.forEach(this::remove);
        }
        tooSlow.addAndGet(slow.size());
        slow.forEach(connection -> connection.end.run());
    }

    /** Bytes that wait to be taken. */
    public synchronized long held() {
        return held;
    }

    /** Most of them. */
    public long bound() {
        return bytes;
    }

    /** Connections ended because their host or network had as many bytes as it may. */
    public long endedOfSource() {
        return endedOfSource.get();
    }

    /** Connections ended because all together had. */
    public long endedOfAll() {
        return endedOfAll.get();
    }

    /** Connections ended because they took too little. */
    public long tooSlow() {
        return tooSlow.get();
    }

    /**
     * One connection. Bytes wait in it in two places: with the socket, and over HTTP/2 before that until the client lets them come. As
     * long as some wait for its leave, only what it lets come is taken: it could make the node send small things for ever.
     */
    public final class Connection {

        private final Source source;
        private final boolean counted;
        private final Runnable end;
        private long since;
        private long held;
        private long withoutLeave;
        private long taken;
        private boolean gone;

        private Connection(Source source, boolean counted, Runnable end) {
            this.source = source;
            this.counted = counted;
            this.end = end;
        }

        private boolean isPastItsSource() {
            return counted && (isHostFull() || isNetworkFull());
        }

        private boolean isHostFull() {
            return perSource.isHostPast(source, 0);
        }

        private boolean isNetworkFull() {
            return perSource.isNetworkPast(source, 0);
        }

        /** Whether the other one's end helps where this one is past the bound of its source. */
        private boolean sharesItsBoundWith(Connection other) {
            return other.counted
                    && (isHostFull()
                            ? source.host().equals(other.source.host())
                            : source.network().equals(other.source.network()));
        }

        /**
         * Bytes of an answer have come from a service, whose connection they should not hold.
         *
         * @return whether the connection still is there to take them
         */
        public boolean gathered(long bytes, long now) {
            add(this, bytes, now);
            synchronized (UnreadAnswers.this) {
                return !gone;
            }
        }

        /** They go on to the client, which has not taken anything by that. */
        public void handedOn(long bytes, long now) {
            take(this, bytes, false, now);
        }

        /** Bytes are there that the client must let come first. */
        public void waitForLeave(long bytes, long now) {
            synchronized (UnreadAnswers.this) {
                withoutLeave += bytes;
            }
            add(this, bytes, now);
        }

        /** The client lets them come, or they are given up. */
        public void leaveGiven(long bytes, long now) {
            synchronized (UnreadAnswers.this) {
                withoutLeave -= bytes;
                take(this, bytes, true, now);
            }
        }

        /** Bytes are given to the socket. */
        public void written(long bytes, long now) {
            add(this, bytes, now);
        }

        /** The socket has sent them. */
        public void sent(long bytes, long now) {
            synchronized (UnreadAnswers.this) {
                take(this, bytes, withoutLeave == 0, now);
            }
        }

        /** The connection is closed. */
        public void closed() {
            remove(this);
        }
    }
}
