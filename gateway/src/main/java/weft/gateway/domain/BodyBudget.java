package weft.gateway.domain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory for the bodies of requests, from the first byte until the request is answered: so many bytes for one holder, a host or, of those
 * who are signed in, a credential; so many bodies still arriving for one host; and so many in all, half of them for strangers. A body that
 * tells its length takes it at once, so that what has begun finds room to its end.
 *
 * <p>Past the bounds of all a body that is arriving gives way: for somebody who is signed in one of a stranger's, else one of the holder
 * who has most, if that is more than the newcomer's has with it; for a stranger also the one that has been arriving for longest, if it
 * has been for {@link #SETTLED}: a whole sign-in comes in less. So who takes much loses it to many who take little. A body that arrives
 * more slowly than {@link #RATE} is ended.
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

    /** Part of all the bytes that those who aren't signed in may hold together. */
    private static final int PART_OF_STRANGERS = 2;

    private static final Held NOTHING = new Held();

    private final long bytesPerHost;
    private final long bytes;
    /** By host and by credential. */
    private final Map<String, Held> holders = new HashMap<>();

    private final Set<Body> all = new LinkedHashSet<>();
    private final Set<Body> arriving = new LinkedHashSet<>();
    private final AtomicLong refusedOfHost = new AtomicLong();
    private final AtomicLong refusedOfAll = new AtomicLong();
    private final AtomicLong tooSlow = new AtomicLong();
    private long held;
    private long heldOfStrangers;

    private static final class Held {
        private int arriving;
        private long bytes;
    }

    /**
     * Who sends a body.
     *
     * @param host an IPv4 address or IPv6 /64
     * @param credential of one who is signed in
     */
    public record Sender(String host, Optional<UUID> credential) {

        private String holder() {
            return credential.map(UUID::toString).orElse(host);
        }

        private boolean isKnown() {
            return credential.isPresent();
        }
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
     * @param length as the request tells it; 0 when it doesn't
     * @param request what the body is for
     */
    public Begun begin(Sender sender, long length, Request request, long now) {
        List<Body> givenWay = new ArrayList<>();
        Begun begun = begin(new Body(sender, length, request, now), givenWay);
        givenWay.forEach(body -> body.request.end(Why.GIVES_WAY));
        return begun;
    }

    private synchronized Begun begin(Body body, List<Body> givenWay) {
        if (of(body.sender.host()).arriving >= ARRIVING_PER_HOST
                || of(body.holder).bytes + body.reserved > bytesPerHost) {
            refusedOfHost.incrementAndGet();
            return new NoRoom(Refusal.HOST);
        }
        while (arriving.size() >= ARRIVING || isPastAll(body.sender, body.reserved)) {
            Optional<Body> last = givesWayTo(body);
            refusedOfAll.incrementAndGet();
            if (last.isEmpty()) {
                return new NoRoom(Refusal.ALL);
            }
            giveBack(last.get());
            givenWay.add(last.get());
        }
        hold(body, body.reserved);
        holders.computeIfAbsent(body.sender.host(), _ -> new Held()).arriving++;
        arriving.add(body);
        all.add(body);
        return body;
    }

    private Held of(String holder) {
        return holders.getOrDefault(holder, NOTHING);
    }

    private boolean isPastAll(Sender sender, long more) {
        return held + more > bytes || (!sender.isKnown() && heldOfStrangers + more > bytes / PART_OF_STRANGERS);
    }

    private Optional<Body> givesWayTo(Body body) {
        List<Body> strangers =
                arriving.stream().filter(one -> !one.sender.isKnown()).toList();
        Optional<Body> greediest = greediest(strangers, body);
        if (body.sender.isKnown()) {
            return greediest.or(() -> strangers.stream().findFirst()).or(() -> greediest(arriving, body));
        }
        return greediest.or(() ->
                strangers.stream().findFirst().filter(longest -> body.begun - longest.begun >= SETTLED.toNanos()));
    }

    /** Of the one who holds most of them the body that has been arriving for longest, if the newcomer would hold less. */
    private Optional<Body> greediest(Collection<Body> of, Body newcomer) {
        long with = of(newcomer.holder).bytes + newcomer.reserved;
        return of.stream()
                .max(Comparator.comparingLong((Body one) -> of(one.holder).bytes)
                        .thenComparing(one -> one.begun, Comparator.reverseOrder()))
                .filter(one -> of(one.holder).bytes > with);
    }

    private void hold(Body body, long more) {
        held += more;
        heldOfStrangers += body.sender.isKnown() ? 0 : more;
        holders.computeIfAbsent(body.holder, _ -> new Held()).bytes += more;
    }

    private void giveBack(Body body) {
        if (body.released) {
            return;
        }
        body.released = true;
        all.remove(body);
        if (arriving.remove(body)) {
            of(body.sender.host()).arriving--;
        }
        hold(body, -body.reserved);
        forgetEmpty(body.sender.host());
        forgetEmpty(body.holder);
    }

    private void forgetEmpty(String holder) {
        Held of = of(holder);
        if (of.arriving == 0 && of.bytes == 0) {
            holders.remove(holder);
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

        private final Sender sender;
        private final String holder;
        private final Request request;
        private final long begun;
        private long reserved;
        private long received;
        private boolean released;

        private Body(Sender sender, long length, Request request, long begun) {
            this.sender = sender;
            this.holder = sender.holder();
            this.reserved = length;
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
                boolean ofHost = of(holder).bytes + past > bytesPerHost;
                if (ofHost || isPastAll(sender, past)) {
                    (ofHost ? refusedOfHost : refusedOfAll).incrementAndGet();
                    giveBack(this);
                    return false;
                }
                reserved += past;
                hold(this, past);
                return true;
            }
        }

        /** The body has arrived whole; its bytes are held until {@link #release}. */
        public void arrived() {
            synchronized (BodyBudget.this) {
                if (!released && arriving.remove(this)) {
                    of(sender.host()).arriving--;
                    forgetEmpty(sender.host());
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
