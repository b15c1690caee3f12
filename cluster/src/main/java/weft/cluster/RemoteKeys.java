package weft.cluster;

import io.vertx.core.http.PoolOptions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import weft.service.token.KeySet;
import weft.service.token.KeySetFile;

/** Where an application of a cluster has the public keys from: {@code weft.tokens.key-set} is an https:// address or a file. */
class RemoteKeys {

    private static final int IDLE_SECONDS = 10;

    @Produces
    @Singleton
    KeySet keys(@ConfigProperty(name = "weft.tokens.key-set") String place, PeerClients clients) {
        if (place.startsWith("https://")) {
            PoolOptions one = new PoolOptions().setHttp1MaxSize(1).setMaxWaitQueueSize(1);
            return new RemoteKeySet(
                    () -> clients.client(IDLE_SECONDS, Duration.ofSeconds(IDLE_SECONDS), one)
                            .current(),
                    URI.create(place),
                    System::nanoTime);
        }
        if (place.contains("://")) {
            throw new IllegalArgumentException("weft.tokens.key-set is a file or an https:// address, not " + place);
        }
        return new KeySetFile(Path.of(place));
    }
}
