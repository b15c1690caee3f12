package weft.message.stream;

import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import weft.message.store.Events;
import weft.message.store.Events.Event;
import weft.service.token.Caller;

/**
 * One client's stream: a virtual thread that reads the account's log from where the client is, as fast as the client takes
 * it. Numbered events are never dropped, since the log is their buffer; unnumbered ones wait in a short queue.
 */
public final class EventStream {

    /** Unnumbered events that wait for a slow reader; past it the oldest are dropped and counted. */
    static final int BUFFER = 64;

    private static final Logger LOG = Logger.getLogger(EventStream.class);
    /** A proxy ends a stream in which nothing passes for a while; so often something does, if only a comment. */
    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private static final Duration LOOK_ANYWAY = Duration.ofSeconds(5);

    private final Caller caller;
    private final long last;
    private final EventLog log;
    private final Consumer<EventStream> onEnd;
    private final Runnable onDrop;
    private final Semaphore wakeups = new Semaphore(0);
    private final Deque<Unnumbered> unnumbered = new ArrayDeque<>();
    private volatile boolean closed;
    private volatile boolean sessionEnded;

    private record Unnumbered(String type, String json) {}

    EventStream(Caller caller, long last, EventLog log, Consumer<EventStream> onEnd, Runnable onDrop) {
        this.caller = caller;
        this.last = last;
        this.log = log;
        this.onEnd = onEnd;
        this.onDrop = onDrop;
    }

    Caller caller() {
        return caller;
    }

    /** Begins to write to the client. */
    public void begin(MultiEmitter<? super OutboundSseEvent> client, Sse sse) {
        client.onTermination(this::close);
        client.onRequest(_ -> wake());
        Thread.ofVirtual().name("event-stream").start(() -> run(client, sse));
    }

    /** There may be something to read. */
    void wake() {
        wakeups.release();
    }

    /** Takes an unnumbered event, if its client may be told of it. */
    void offer(String type, String json) {
        if (!EventScopes.allows(caller, type)) {
            return;
        }
        synchronized (unnumbered) {
            if (unnumbered.size() == BUFFER) {
                unnumbered.removeFirst();
                onDrop.run();
            }
            unnumbered.addLast(new Unnumbered(type, json));
        }
        wake();
    }

    /** Unnumbered events that wait for the reader. */
    int waiting() {
        synchronized (unnumbered) {
            return unnumbered.size();
        }
    }

    void endSession() {
        sessionEnded = true;
        wake();
    }

    void close() {
        closed = true;
        onEnd.accept(this);
        wake();
    }

    private void run(MultiEmitter<? super OutboundSseEvent> client, Sse sse) {
        try {
            follow(client, sse, start(client, sse));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The client reconnects with the number of its last event and misses nothing.
            LOG.debug("an event stream ended", e);
        } finally {
            client.complete();
            close();
        }
    }

    private void follow(MultiEmitter<? super OutboundSseEvent> client, Sse sse, long from) throws InterruptedException {
        long position = from;
        long lastWrite = System.nanoTime();
        while (!closed) {
            wakeups.drainPermits();
            boolean ending = sessionEnded;
            long before = position;
            boolean wrote = drainUnnumbered(client, sse);
            position = drainLog(client, sse, position);
            if (ending) {
                return;
            }
            if (wrote || position != before) {
                lastWrite = System.nanoTime();
            } else if (rest(lastWrite) <= 0 && client.requested() > 0) {
                client.emit(sse.newEventBuilder().comment("").build());
                lastWrite = System.nanoTime();
            }
            wakeups.tryAcquire(pause(rest(lastWrite)), TimeUnit.NANOSECONDS);
        }
    }

    /** Nanoseconds until a stream in which nothing was written since then needs a comment. */
    private static long rest(long lastWrite) {
        return HEARTBEAT.toNanos() - (System.nanoTime() - lastWrite);
    }

    /** How long to wait for news: never past the next comment. One that is due waits for a client who reads. */
    static long pause(long rest) {
        return rest <= 0 ? LOOK_ANYWAY.toNanos() : Math.min(rest, LOOK_ANYWAY.toNanos());
    }

    /** Tells a client whose history is gone to start afresh, and everybody that the stream stands. */
    private long start(MultiEmitter<? super OutboundSseEvent> client, Sse sse) throws InterruptedException {
        Events.Bounds bounds = log.bounds(caller.account());
        awaitDemand(client);
        client.emit(sse.newEventBuilder().comment("weft").build());
        if (last >= bounds.floor() && last <= bounds.newest()) {
            return last;
        }
        if (last >= 0) {
            awaitDemand(client);
            client.emit(sse.newEventBuilder()
                    .id(Long.toString(bounds.newest()))
                    .name("reset")
                    .data("{\"type\":\"reset\",\"sequence\":" + bounds.newest() + "}")
                    .build());
        }
        return bounds.newest();
    }

    private boolean drainUnnumbered(MultiEmitter<? super OutboundSseEvent> client, Sse sse) {
        boolean wrote = false;
        while (!closed && client.requested() > 0) {
            Unnumbered next;
            synchronized (unnumbered) {
                next = unnumbered.pollFirst();
            }
            if (next == null) {
                return wrote;
            }
            client.emit(
                    sse.newEventBuilder().name(next.type()).data(next.json()).build());
            wrote = true;
        }
        return wrote;
    }

    private long drainLog(MultiEmitter<? super OutboundSseEvent> client, Sse sse, long from)
            throws InterruptedException {
        long position = from;
        while (!closed) {
            List<Event> batch = log.after(caller.account(), position);
            for (Event event : batch) {
                if (!EventScopes.allows(caller, event)) {
                    position = event.sequence();
                    continue;
                }
                awaitDemand(client);
                if (closed) {
                    return position;
                }
                client.emit(sse.newEventBuilder()
                        .id(Long.toString(event.sequence()))
                        .name(event.type())
                        .data(log.json(event))
                        .build());
                position = event.sequence();
            }
            if (batch.size() < EventLog.BATCH) {
                return position;
            }
        }
        return position;
    }

    private void awaitDemand(MultiEmitter<? super OutboundSseEvent> client) throws InterruptedException {
        while (!closed && client.requested() == 0) {
            wakeups.tryAcquire(LOOK_ANYWAY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
