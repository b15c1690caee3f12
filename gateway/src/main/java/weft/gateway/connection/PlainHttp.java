package weft.gateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jboss.logging.Logger;
import weft.gateway.filter.SecurityHeaders;
import weft.service.log.Sampled;

/**
 * Plain HTTP that comes to the port of HTTPS: somebody left out the {@code https://}, or a proxy was told the wrong thing. They hear it in
 * the language they speak, and the operator in one line now and then.
 */
final class PlainHttp {

    private static final Logger LOG = Logger.getLogger(PlainHttp.class);
    private static final Sampled LINES = new Sampled(Duration.ofMinutes(1));

    private static final String WORDS = """
            This port speaks HTTPS: put https:// in front of the address.
            Hier wird HTTPS gesprochen: Setz https:// vor die Adresse.
            """;

    private static final byte[] ANSWER = answer();

    private PlainHttp() {}

    /** Whether a connection begins with plain HTTP. A method begins with a capital letter, and no record of TLS begins with one. */
    static boolean isOne(ByteBuf first) {
        if (!first.isReadable()) {
            return false;
        }
        byte begin = first.getByte(first.readerIndex());
        return begin >= 'A' && begin <= 'Z';
    }

    /**
     * Says what to do, and ends the connection.
     *
     * @param context of a handler before TLS, which would encrypt it
     */
    static void answer(ChannelHandlerContext context) {
        String from = context.channel().remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress().getHostAddress()
                : "somewhere";
        LINES.happened()
                .ifPresent(times -> LOG.warnf(
                        "Plain HTTP came to the port of HTTPS: %d times since the last such line, now from %s. An address in a"
                                + " browser begins with https://, and a proxy in front speaks HTTPS to this port.",
                        times, from));
        context.writeAndFlush(Unpooled.wrappedBuffer(ANSWER)).addListener(ChannelFutureListener.CLOSE);
    }

    private static byte[] answer() {
        byte[] words = WORDS.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Length: " + words.length + "\r\nCache-Control: no-store\r\nConnection: close\r\n");
        SecurityHeaders.onEveryNode()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        return (head + "\r\n" + WORDS).getBytes(StandardCharsets.UTF_8);
    }
}
