package weft.gateway.connection;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import weft.gateway.domain.ConnectionTable;
import weft.gateway.domain.ConnectionTable.Connection;
import weft.gateway.domain.UnreadAnswers;
import weft.service.net.Network;
import weft.service.net.Source;

/**
 * The connections of one port of HTTP: bounded as they are accepted, ended when no request comes, and ended when too much of what was
 * answered waits in them.
 */
final class ConnectionLimiter {

    private static final AttributeKey<Connection> CONNECTION = AttributeKey.valueOf("weft.connection");
    private static final AttributeKey<UnreadAnswers.Connection> UNREAD = AttributeKey.valueOf("weft.unread");
    private static final String REQUEST = "weft.request-of-connection";
    private static final String TLS = "ssl";

    private final ConnectionTable table;
    private final UnreadAnswers unread;
    private final List<Network> proxies;

    ConnectionLimiter(ConnectionTable table, UnreadAnswers unread, List<Network> trustedProxies) {
        this.table = table;
        this.unread = unread;
        this.proxies = List.copyOf(trustedProxies);
    }

    /** Shows the table under {@code weft_gateway_connections…{port=…}}. */
    void show(String port, MeterRegistry metrics) {
        Gauge.builder("weft_gateway_connections", table, ConnectionTable::open)
                .tag("port", port)
                .register(metrics);
        Gauge.builder("weft_gateway_connections_bound", table, ConnectionTable::bound)
                .tag("port", port)
                .register(metrics);
        count("source", port, ConnectionTable::refusedOfSource, metrics);
        count("all", port, ConnectionTable::refusedOfAll, metrics);
        count("gave_way", port, ConnectionTable::gaveWay, metrics);
        count("no_request", port, ConnectionTable::overdue, metrics);
    }

    private void count(String reason, String port, ToDoubleFunction<ConnectionTable> value, MeterRegistry metrics) {
        FunctionCounter.builder("weft_gateway_connections_ended", table, value)
                .tag("port", port)
                .tag("reason", reason)
                .register(metrics);
    }

    /** Whether a connection that was just accepted may stay. */
    boolean accept(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            return false;
        }
        InetAddress address = remote.getAddress();
        boolean counted = proxies.stream().noneMatch(proxy -> proxy.contains(address));
        Source source = Source.of(address);
        Optional<Connection> taken = table.opened(source, counted, channel::close, System.nanoTime());
        if (taken.isEmpty()) {
            return false;
        }
        channel.attr(CONNECTION).set(taken.get());
        UnreadAnswers.Connection answers = unread.opened(source, counted, () -> UnreadBytes.cut(channel));
        channel.attr(UNREAD).set(answers);
        channel.closeFuture().addListener(_ -> {
            taken.get().closed();
            answers.closed();
        });
        channel.pipeline().addFirst(new Preparing(answers));
        return true;
    }

    void endOverdue() {
        table.endOverdue(System.nanoTime());
    }

    /** Notes that the head of a request is complete on its connection, and later its end. */
    static void requestBegins(RoutingContext context) {
        Optional<Channel> channel = channel(context.request().connection());
        if (channel.isPresent() && !channel.get().isActive()) {
            // It came behind another on a connection that has closed meanwhile: nobody would tell whoever answers it,
            // and it waits for ever.
            context.response().end();
            return;
        }
        channel.ifPresent(open -> begins(context, open));
        context.next();
    }

    private static void begins(RoutingContext context, Channel channel) {
        Connection connection = channel.attr(CONNECTION).get();
        // A request that is led to another path comes by twice.
        if (connection == null || context.get(REQUEST) != null) {
            return;
        }
        context.put(REQUEST, true);
        connection.requestBegun();
        context.addEndHandler(_ -> connection.requestEnded(System.nanoTime()));
        if (context.request().version() == HttpVersion.HTTP_2) {
            UnreadStreams.watch(
                    channel.pipeline().get(Http2ConnectionHandler.class).connection(),
                    channel.attr(UNREAD).get());
        }
    }

    static Optional<UnreadAnswers.Connection> unread(HttpConnection connection) {
        return channel(connection).map(channel -> channel.attr(UNREAD).get());
    }

    private static Optional<Channel> channel(HttpConnection connection) {
        return connection instanceof ConnectionBase base ? Optional.of(base.channel()) : Optional.empty();
    }

    /**
     * Puts {@link BareAnswers} behind TLS and {@link UnreadBytes} before it when the first bytes come: what the server makes of the
     * connection is there by then. First bytes that are no TLS go no further.
     */
    private static final class Preparing extends ChannelInboundHandlerAdapter {

        private final UnreadAnswers.Connection unread;
        private boolean over;

        private Preparing(UnreadAnswers.Connection unread) {
            this.unread = unread;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            boolean tls = context.pipeline().get(SslHandler.class) != null;
            if (over || (tls && bytes instanceof ByteBuf first && PlainHttp.isOne(first))) {
                ReferenceCountUtil.release(bytes);
                if (!over) {
                    PlainHttp.answer(context);
                }
                over = true;
                return;
            }
            if (tls) {
                context.pipeline().addAfter(TLS, BareAnswers.WATCH, new BareAnswers.Watch());
            }
            context.pipeline().addFirst(new UnreadBytes(unread));
            context.pipeline().remove(this);
            context.fireChannelRead(bytes);
        }
    }
}
