package weft.gateway.connection;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import jakarta.inject.Singleton;

/** Has Netty look for {@link ConnectionLimiters}. It asks once, for the first connection or port of the process: Vert.x is made before that. */
@Singleton
public class NettyExtensions implements VertxOptionsCustomizer {

    @Override
    public void accept(VertxOptions options) {
        load();
    }

    static void load() {
        System.setProperty(ChannelInitializerExtension.EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }
}
