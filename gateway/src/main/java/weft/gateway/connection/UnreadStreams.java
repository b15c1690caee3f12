package weft.gateway.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import weft.gateway.domain.UnreadAnswers.Connection;

/**
 * Counts what waits until a client of HTTP/2 lets it come. Nothing else can: it is behind the answers, which are over for who gave
 * them, and before the channel. All work is done by the connection's own flow control.
 */
final class UnreadStreams implements Http2RemoteFlowController {

    private final Http2RemoteFlowController control;
    private final Connection connection;

    private UnreadStreams(Http2RemoteFlowController control, Connection connection) {
        this.control = control;
        this.connection = connection;
    }

    /** Begins to count, unless it was begun before. On the event loop, before the first answer is given. */
    static void watch(Http2Connection http2, Connection connection) {
        Http2RemoteFlowController control = http2.remote().flowController();
        if (!(control instanceof UnreadStreams)) {
            http2.remote().flowController(new UnreadStreams(control, connection));
        }
    }

    @Override
    public void addFlowControlled(Http2Stream stream, FlowControlled frame) {
        connection.waitForLeave(frame.size(), System.nanoTime());
        control.addFlowControlled(stream, new Counted(frame));
    }

    @Override
    public ChannelHandlerContext channelHandlerContext() {
        return control.channelHandlerContext();
    }

    @Override
    public void channelHandlerContext(ChannelHandlerContext context) throws Http2Exception {
        control.channelHandlerContext(context);
    }

    @Override
    public boolean hasFlowControlled(Http2Stream stream) {
        return control.hasFlowControlled(stream);
    }

    @Override
    public void writePendingBytes() throws Http2Exception {
        control.writePendingBytes();
    }

    @Override
    public void listener(Listener listener) {
        control.listener(listener);
    }

    @Override
    public boolean isWritable(Http2Stream stream) {
        return control.isWritable(stream);
    }

    @Override
    public void channelWritabilityChanged() throws Http2Exception {
        control.channelWritabilityChanged();
    }

    @Override
    public void updateDependencyTree(int child, int parent, short weight, boolean exclusive) {
        control.updateDependencyTree(child, parent, weight, exclusive);
    }

    @Override
    public void initialWindowSize(int size) throws Http2Exception {
        control.initialWindowSize(size);
    }

    @Override
    public int initialWindowSize() {
        return control.initialWindowSize();
    }

    @Override
    public int windowSize(Http2Stream stream) {
        return control.windowSize(stream);
    }

    @Override
    public void incrementWindowSize(Http2Stream stream, int by) throws Http2Exception {
        control.incrementWindowSize(stream, by);
    }

    private final class Counted implements FlowControlled {

        private final FlowControlled frame;

        private Counted(FlowControlled frame) {
            this.frame = frame;
        }

        @Override
        public int size() {
            return frame.size();
        }

        @Override
        public void write(ChannelHandlerContext context, int allowed) {
            int before = frame.size();
            frame.write(context, allowed);
            leave(before - frame.size());
        }

        @Override
        public void error(ChannelHandlerContext context, Throwable cause) {
            int before = frame.size();
            frame.error(context, cause);
            leave(before);
        }

        @Override
        public void writeComplete() {
            frame.writeComplete();
        }

        /** What is taken in was counted when it came. */
        @Override
        public boolean merge(ChannelHandlerContext context, FlowControlled next) {
            return next instanceof Counted counted && frame.merge(context, counted.frame);
        }

        private void leave(int bytes) {
            if (bytes > 0) {
                connection.leaveGiven(bytes, System.nanoTime());
            }
        }
    }
}
