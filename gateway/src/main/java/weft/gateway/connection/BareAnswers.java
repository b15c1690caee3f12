package weft.gateway.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import weft.gateway.filter.Refusal;
import weft.gateway.filter.SecurityHeaders;
import weft.service.problem.Problem;

/**
 * Makes a problem document with the headers of every answer of what the server says by itself over HTTP/1: to a request that it can't
 * read, to one that comes while it ends. No filter sees those. Says that much where the server says nothing: to a body whose chunks can't
 * be read, unless its request is answered already or waits behind another, and to another version than HTTP/1, which it
 * would take for HTTP/1.1. Nothing behind those is read.
 */
final class BareAnswers extends ChannelDuplexHandler {

    static final String WATCH = "weft-watch";

    private static final String NAME = "weft-bare-answers";

    /** What the server calls the handlers that make requests of bytes, and that speaks HTTP. */
    private static final String DECODER = "httpDecoder";

    private static final String SERVER = "handler";

    private static final String ALWAYS_THERE = "Content-Security-Policy";

    /** Requests whose answer has not begun. */
    private int unanswered;

    private boolean otherVersion;
    private boolean readNoMore;
    private boolean saidAll;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (readNoMore) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            unanswered++;
            refuseOtherVersion(request);
        } else if (message instanceof HttpContent body && body.decoderResult().isFailure()) {
            readNoMore = true;
            if (unanswered == 1) {
                FullHttpResponse answer = worded(HttpResponseStatus.BAD_REQUEST, EmptyHttpHeaders.INSTANCE);
                answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
                context.writeAndFlush(answer);
                saidAll = true;
            } else {
                context.flush();
            }
            // The server ends the connection now, with what was answered until then.
        }
        context.fireChannelRead(message);
    }

    /** The server answers it in its turn, as one that it can't read. */
    private void refuseOtherVersion(HttpRequest request) {
        if (request.decoderResult().isSuccess() && request.protocolVersion().majorVersion() != 1) {
            request.setDecoderResult(DecoderResult.failure(
                    new UnsupportedOperationException(request.protocolVersion().text())));
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
            otherVersion = true;
            readNoMore = true;
        } else if (request.protocolVersion().minorVersion() > 1) {
            // RFC 9110 §2.5: as the highest minor version that is known. The server would answer in the client's.
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (saidAll) {
            ReferenceCountUtil.release(message);
            if (!promise.isVoid()) {
                promise.tryFailure(new ClosedChannelException());
            }
            return;
        }
        if (message instanceof HttpResponse answer && answer.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            unanswered--;
        }
        if (message instanceof FullHttpResponse bare && isBare(bare)) {
            HttpResponse worded = worded(
                    otherVersion ? HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED : bare.status(), bare.headers());
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

    private static FullHttpResponse worded(HttpResponseStatus status, HttpHeaders headers) {
        Problem problem = problem(status);
        byte[] body = Refusal.body(problem).getBytes();
        DefaultFullHttpResponse answer =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        answer.headers().add(headers);
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
            case 505 -> Problem.of(505, "http-version", "The node speaks HTTP/1.1 and HTTP/2");
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
