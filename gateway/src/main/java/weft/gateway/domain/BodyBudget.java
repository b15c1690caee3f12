package weft.gateway.domain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory for the bodies of requests, from the first byte until the request is answered: so many bytes and bodies that are still
 * arriving for one host, and so many in all. A body that tells its length takes it at once, so that what has begun finds room to its
 * end. Past the bounds of all the body of somebody who is not signed in that has been arriving for longest gives way, if it has been
 * for {@link #SETTLED}: a whole sign-in comes in less. A body that arrives more slowly than {@link #RATE} is ended.
 *
 * <p>Thread-safe; times are those of {@link System#nanoTime}. No request is called while the lock is held.
 */
public final class BodyBudget {

    /** Bytes of a body that have to come in a second, on the average since {@link #GRACE} after its beginning. */
    public static final int RATE = 1_000;

    /** How long a body may take before its rate is looked at. */
    public static final Duration GRACE = Duration.ofSeconds(20);

    /** How long a body arrives before it may have to give way to another. */
    static final Duration SETTLED = Duration.ofSeconds(2);

    /** Bodies that are arriving from one host. */
    public static final int ARRIVING_PER_HOST = 32;

    /** Bodies that are arriving from everywhere. */
    public static final int ARRIVING = 1_000;

    private final long bytesPerHost;
    private final long bytes;
    private final Map<String, Held> hosts = new HashMap<>();
    private final Set<Body> all = new LinkedHashSet<>();
    private final Set<Body> arriving = new LinkedHashSet<>();
    private final AtomicLong refusedOfHost = new AtomicLong();
    private final AtomicLong refusedOfAll = new AtomicLong();
    private final AtomicLong tooSlow = new AtomicLong();
    private long held;

    private static final class Held {
        private int arriving;
        private long bytes;
    }

    /** Why there is no room. */
    public enum Refusal {
        /** The host has as much as it may. */
        HOST,
        /** All together have. */
        ALL
    }

    /**
     * @param largest body of any path, in bytes
     * @param heap largest heap of the process, in bytes: an eighth of it is for bodies, a quarter of that for one host, and room for
     *     two of the largest in all and one for a host whatever the heap
     */
    public BodyBudget(long largest, long heap) {
        this.bytes = Math.max(heap / 8, 2 * largest);
        this.bytesPerHost = Math.max(this.bytes / 4, largest);
    }

    /** What becomes of a body that begins: a place, or why there is none. */
    public sealed interface Begun permits Body, NoRoom {}

    /**
     * There is no room.
     *
     * @param why whose bound it is
     */
    public record NoRoom(Refusal why) implements Begun {}

    /**
     * Finds room for a body that begins to arrive.
     *
     * @param host whom it counts for
     * @param length as the request tells it; 0 when it doesn't
     * @param known whether the sender is signed in
     * @param request what the body is for
     */
    public Begun begin(String host, long length, boolean known, Request request, long now) {
        List<Body> givenWay = new ArrayList<>();
        Begun begun = begin(new Body(host, length, known, request, now), givenWay);
        givenWay.forEach(body -> body.request.end(Why.GIVES_WAY));
        return begun;
    }

    private synchronized Begun begin(Body body, List<Body> givenWay) {
        Held ofHost = hosts.computeIfAbsent(body.host, _ -> new Held());
        if (ofHost.arriving >= ARRIVING_PER_HOST || ofHost.bytes + body.reserved > bytesPerHost) {
            refusedOfHost.incrementAndGet();
            forgetEmpty(body.host, ofHost);
            return new NoRoom(Refusal.HOST);
        }
        while (arriving.size() >= ARRIVING || held + body.reserved > bytes) {
            Body last = longestOfStrangers(body.begun);
            if (last == null) {
                refusedOfAll.incrementAndGet();
                forgetEmpty(body.host, ofHost);
                return new NoRoom(Refusal.ALL);
            }
            giveBack(last);
            refusedOfAll.incrementAndGet();
            givenWay.add(last);
        }
        hosts.putIfAbsent(body.host, ofHost);
        ofHost.arriving++;
        ofHost.bytes += body.reserved;
        held += body.reserved;
        arriving.add(body);
        all.add(body);
        return body;
    }

    private Body longestOfStrangers(long now) {
        for (Body body : arriving) {
            if (now - body.begun < SETTLED.toNanos()) {
                return null;
            }
            if (!body.known) {
                return body;
            }
        }
        return null;
    }

    private void giveBack(Body body) {
        if (body.released) {
            return;
        }
        body.released = true;
        all.remove(body);
        Held ofHost = hosts.get(body.host);
        if (arriving.remove(body)) {
            ofHost.arriving--;
        }
        ofHost.bytes -= body.reserved;
        held -= body.reserved;
        forgetEmpty(body.host, ofHost);
    }

    private void forgetEmpty(String host, Held ofHost) {
        if (ofHost.arriving == 0 && ofHost.bytes == 0) {
            hosts.remove(host);
        }
    }

    /** Ends the bodies that arrive too slowly, and gives back what is held for requests that are over without having said so. */
    public void endSlow(long now) {
        // Asked without the lock: a request may have one of its own, whose holder gives back here when it ends.
        List<Body> over =
                copyOfAll().stream().filter(body -> body.request.isOver()).toList();
        List<Body> slow = new ArrayList<>();
        synchronized (this) {
            over.forEach(this::giveBack);
            Iterator<Body> each = arriving.iterator();
            while (each.hasNext()) {
                Body body = each.next();
                long pastGrace = now - body.begun - GRACE.toNanos();
                if (pastGrace > 0 && body.received < pastGrace / 1e9 * RATE) {
                    slow.add(body);
                }
            }
            slow.forEach(this::giveBack);
        }
        tooSlow.addAndGet(slow.size());
        slow.forEach(body -> body.request.end(Why.TOO_SLOW));
    }

    private synchronized List<Body> copyOfAll() {
        return List.copyOf(all);
    }

    /** Bytes that are held, those promised included. */
    public synchronized long held() {
        return held;
    }

    /** Most of them. */
    public long bytes() {
        return bytes;
    }

    /** Most of them for one host. */
    public long bytesPerHost() {
        return bytesPerHost;
    }

    /** Bodies that are arriving. */
    public synchronized int arriving() {
        return arriving.size();
    }

    /** Refused because their host had as much as it may. */
    public long refusedOfHost() {
        return refusedOfHost.get();
    }

    /** Refused, or ended to make room, because all had as much as they may. */
    public long refusedOfAll() {
        return refusedOfAll.get();
    }

    /** Ended because they arrived too slowly. */
    public long tooSlow() {
        return tooSlow.get();
    }

    /** Why a body has to end. */
    public enum Why {
        /** It comes more slowly than it may. */
        TOO_SLOW,
        /** Another needs its room. */
        GIVES_WAY
    }

    /** What a body is for. */
    public interface Request {

        /**
         * The body has to end before it has arrived; the place is given back already. Called at most once, from any thread.
         */
        void end(Why why);

        /** Whether it is answered, or its client is gone: from any thread. */
        boolean isOver();
    }

    /** The place of one body. */
    public final class Body implements Begun {

        private final String host;
        private final boolean known;
        private final Request request;
        private final long begun;
        private long reserved;
        private long received;
        private boolean released;

        private Body(String host, long length, boolean known, Request request, long begun) {
            this.host = host;
            this.reserved = length;
            this.known = known;
            this.request = request;
            this.begun = begun;
        }

        /** So many bytes more have come; whether there is room for them. */
        public boolean received(int more) {
            synchronized (BodyBudget.this) {
                if (released) {
                    return false;
                }
                received += more;
                long past = Math.max(0, received - reserved);
                Held ofHost = hosts.get(host);
                if (held + past > bytes || ofHost.bytes + past > bytesPerHost) {
                    (ofHost.bytes + past > bytesPerHost ? refusedOfHost : refusedOfAll).incrementAndGet();
                    giveBack(this);
                    return false;
                }
                reserved += past;
                ofHost.bytes += past;
                held += past;
                return true;
            }
        }

        /** The body has arrived whole; its bytes are held until {@link #release}. */
        public void arrived() {
            synchronized (BodyBudget.this) {
                if (!released && arriving.remove(this)) {
                    hosts.get(host).arriving--;
                }
            }
        }

        /** Gives everything back; a second time does nothing. */
        public void release() {
            synchronized (BodyBudget.this) {
                giveBack(this);
            }
        }
    }
}
