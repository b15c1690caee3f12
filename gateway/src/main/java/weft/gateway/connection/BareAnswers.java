package weft.gateway.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import weft.gateway.filter.Refusal;
import weft.gateway.filter.SecurityHeaders;
import weft.service.problem.Problem;

/**
 * Makes a problem document with the headers of every answer of what the server says by itself over HTTP/1: to a request that it can't
 * read, to one that comes while it ends. No filter sees those.
 */
final class BareAnswers extends ChannelOutboundHandlerAdapter {

    static final String WATCH = "weft-watch";

    private static final String NAME = "weft-bare-answers";

    /** What the server calls the handlers that make requests of bytes, and that speaks HTTP. */
    private static final String DECODER = "httpDecoder";

    private static final String SERVER = "handler";

    private static final String ALWAYS_THERE = "Content-Security-Policy";

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof FullHttpResponse bare && isBare(bare)) {
            HttpResponse worded = worded(bare);
            ReferenceCountUtil.release(message);
            context.write(worded, promise);
        } else {
            context.write(message, promise);
        }
    }

    private static boolean isBare(FullHttpResponse answer) {
        return answer.status().code() >= 400
                && !answer.content().isReadable()
                && !answer.headers().contains(ALWAYS_THERE);
    }

    private static HttpResponse worded(FullHttpResponse bare) {
        Problem problem = problem(bare.status());
        byte[] body = Refusal.body(problem).getBytes();
        DefaultFullHttpResponse answer =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, bare.status(), Unpooled.wrappedBuffer(body));
        answer.headers().add(bare.headers());
        SecurityHeaders.current().forEach(answer.headers()::set);
        answer.headers()
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        return answer;
    }

    private static Problem problem(HttpResponseStatus status) {
        return switch (status.code()) {
            case 400 -> Problem.malformed(null, "This is no HTTP request that can be read.");
            case 414 -> Problem.of(414, "address-too-long", "The address of the request is too long");
            case 431 -> Problem.of(431, "headers-too-large", "The headers of the request are too large");
            case 503 -> Problem.of(503, "unavailable", "The node can't answer just now");
            default -> Problem.of(status.code(), "refused", "The request was refused");
        };
    }

    /** Waits for the end of the TLS handshake, when the server knows which HTTP is spoken. */
    static final class Watch extends ChannelInboundHandlerAdapter {

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            context.fireUserEventTriggered(event);
            if (event instanceof SslHandshakeCompletionEvent) {
                if (context.pipeline().get(DECODER) != null) {
                    context.pipeline().addBefore(SERVER, NAME, new BareAnswers());
                }
                context.pipeline().remove(this);
            }
        }
    }
}
