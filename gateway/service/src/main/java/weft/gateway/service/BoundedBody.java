package weft.gateway.service;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;

/** A request's body that fails once it is longer than it may be; what comes after that is thrown away. */
final class BoundedBody implements ReadStream<Buffer> {

    private final ReadStream<Buffer> source;
    private final long bound;
    private long seen;
    private boolean exceeded;
    private Handler<Throwable> onFailure;

    BoundedBody(ReadStream<Buffer> source, long bound) {
        this.source = source;
        this.bound = bound;
    }

    /** Whether it was longer. */
    boolean exceeded() {
        return exceeded;
    }

    @Override
    public BoundedBody handler(Handler<Buffer> handler) {
        source.handler(handler == null ? null : chunk -> take(chunk, handler));
        return this;
    }

    private void take(Buffer chunk, Handler<Buffer> handler) {
        if (exceeded) {
            return;
        }
        seen += chunk.length();
        if (seen <= bound) {
            handler.handle(chunk);
            return;
        }
        exceeded = true;
        if (onFailure != null) {
            onFailure.handle(new IOException("a body of more than " + bound + " bytes"));
        }
    }

    @Override
    public BoundedBody exceptionHandler(Handler<Throwable> handler) {
        onFailure = handler;
        source.exceptionHandler(handler);
        return this;
    }

    @Override
    public BoundedBody endHandler(Handler<Void> handler) {
        source.endHandler(handler);
        return this;
    }

    @Override
    public BoundedBody pause() {
        source.pause();
        return this;
    }

    @Override
    public BoundedBody resume() {
        source.resume();
        return this;
    }

    @Override
    public BoundedBody fetch(long amount) {
        source.fetch(amount);
        return this;
    }
}
