package weft.gateway.connection;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hands every connection that a port with a {@link ConnectionLimiter} accepts to it, before anything else happens to it. The HTTP server
 * itself shows a connection only when its TLS handshake is done, and then to nobody who could count it by its address; this is Netty's
 * own place for rules about all connections of a process. Netty makes the one instance, when
 * {@value ChannelInitializerExtension#EXTENSIONS_SYSTEM_PROPERTY} says so, which {@link NettyExtensions} sees to.
 */
public final class ConnectionLimiters extends ChannelInitializerExtension {

    private static final Map<Integer, ConnectionLimiter> BY_PORT = new ConcurrentHashMap<>();

    private static volatile boolean listening;

    /** From now on connections to this port go through the limiter. */
    static void guard(int port, ConnectionLimiter limiter) {
        BY_PORT.put(port, limiter);
    }

    /** The port is given up. */
    static void leave(int port) {
        BY_PORT.remove(port);
    }

    /** Whether Netty has taken this up; where it hasn't, no connection is bounded. */
    static boolean areListening() {
        return listening;
    }

    @Override
    public void postInitializeServerListenerChannel(ServerChannel listener) {
        listening = true;
        listener.pipeline().addFirst(new Accepting());
    }

    private static final class Accepting extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            if (accepted instanceof Channel connection
                    && context.channel().localAddress() instanceof InetSocketAddress local) {
                ConnectionLimiter limiter = BY_PORT.get(local.getPort());
                if (limiter != null && !limiter.accept(connection)) {
                    connection.unsafe().closeForcibly();
                    return;
                }
            }
            context.fireChannelRead(accepted);
        }
    }
}
