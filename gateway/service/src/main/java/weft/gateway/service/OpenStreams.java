package weft.gateway.service;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The streams of events on their way through. A stream goes on for hours, so one that its service does not end ends with this process:
 * whole, so that the client comes again, to another replica, and goes on behind the last event it has. As many as
 * {@link ServiceProxy#STREAMS}.
 */
@Singleton
public class OpenStreams {

    private final Set<Passing> open = ConcurrentHashMap.newKeySet();
    private volatile boolean ending;

    /** The same stream, that ends with this process too. On the event loop of its request, which goes on being its only thread. */
    ReadStream<Buffer> passing(ReadStream<Buffer> events) {
        Passing passing = new Passing(events);
        open.add(passing);
        if (ending) {
            passing.end();
        }
        return passing;
    }

    void endWithTheProcess(@Observes ShutdownDelayInitiatedEvent begun) {
        ending = true;
        open.forEach(Passing::end);
    }

    int count() {
        return open.size();
    }

    private final class Passing implements ReadStream<Buffer> {
        private final ReadStream<Buffer> events;
        private final Context loop = Vertx.currentContext();
        private Handler<Void> atEnd;
        private boolean over;

        Passing(ReadStream<Buffer> events) {
            this.events = events;
        }

        void end() {
            loop.runOnContext(_ -> finish());
        }

        private void finish() {
            open.remove(this);
            if (!over) {
                over = true;
                events.handler(null);
                if (atEnd != null) {
                    atEnd.handle(null);
                }
            }
        }

        @Override
        public ReadStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
            events.exceptionHandler(failure -> {
                open.remove(this);
                if (!over && handler != null) {
                    over = true;
                    handler.handle(failure);
                }
            });
            return this;
        }

        @Override
        public ReadStream<Buffer> handler(Handler<Buffer> handler) {
            events.handler(over ? null : handler);
            return this;
        }

        @Override
        public ReadStream<Buffer> pause() {
            events.pause();
            return this;
        }

        @Override
        public ReadStream<Buffer> resume() {
            events.resume();
            return this;
        }

        @Override
        public ReadStream<Buffer> fetch(long amount) {
            events.fetch(amount);
            return this;
        }

        @Override
        public ReadStream<Buffer> endHandler(Handler<Void> handler) {
            atEnd = handler;
            events.endHandler(_ -> finish());
            if (over && handler != null) {
                loop.runOnContext(_ -> handler.handle(null));
            }
            return this;
        }
    }
}
