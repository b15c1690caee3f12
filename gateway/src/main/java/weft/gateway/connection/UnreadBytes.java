package weft.gateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import weft.gateway.domain.UnreadAnswers.Connection;

/** Counts what a connection gives to its socket until that has sent it. It stands nearest to the socket, behind TLS. */
final class UnreadBytes extends ChannelOutboundHandlerAdapter {

    private final Connection connection;

    UnreadBytes(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes && bytes.isReadable()) {
            int length = bytes.readableBytes();
            connection.written(length, System.nanoTime());
            context.write(message, promise.unvoid()).addListener(_ -> connection.sent(length, System.nanoTime()));
        } else {
            context.write(message, promise);
        }
    }

    /** Ends a connection at once. A last word of TLS would wait behind all that is not read, and so would the system's own buffer. */
    static void cut(Channel channel) {
        channel.eventLoop().execute(() -> {
            if (channel.isOpen()) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
                channel.pipeline().firstContext().close();
            }
        });
    }
}
