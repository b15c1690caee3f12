package weft.cluster;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import weft.service.context.SameContext;
import weft.service.problem.Problem;
import weft.service.problem.ProblemException;
import weft.service.token.KeySet;
import weft.service.token.PublishedKeys;

/**
 * The key set of auth-service, fetched from the one address that is configured and kept. An unknown key id fetches it again, for
 * all who ask at that time at once, each of whom goes on where it asked, but not within {@link #PAUSE} of the last time, or {@link #PAUSE_AFTER_FAILURE} of one that
 * failed: who asks then is told with a 503 when to come again. At most {@value #MAX_BYTES} bytes are read.
 */
final class RemoteKeySet implements KeySet {

    static final Duration PAUSE = Duration.ofSeconds(10);
    static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);
    static final int MAX_BYTES = 64 * 1024;

    private static final Logger LOG = Logger.getLogger(RemoteKeySet.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Supplier<HttpClient> client;
    private final URI address;
    private final LongSupplier nanos;
    private volatile PublishedKeys keys = PublishedKeys.NONE;
    private CompletableFuture<PublishedKeys> running;
    private HttpClient made;
    private long notBefore;

    /** @param client asked for once something has to be fetched */
    RemoteKeySet(Supplier<HttpClient> client, URI address, LongSupplier nanos) {
        this.client = client;
        this.address = address;
        this.nanos = nanos;
        this.notBefore = nanos.getAsLong();
    }

    @Override
    public Uni<Optional<PublicJsonWebKey>> key(String id) {
        Optional<PublicJsonWebKey> known = keys.key(id);
        return known.isPresent()
                ? Uni.createFrom().item(known)
                : SameContext.of(() ->
                                Uni.createFrom().completionStage(() -> fetched().copy()))
                        .map(fetched -> fetched.key(id))
                        .onFailure()
                        .transform(RemoteKeySet::problem);
    }

    private CompletableFuture<PublishedKeys> fetched() {
        CompletableFuture<PublishedKeys> mine;
        synchronized (this) {
            if (running != null) {
                return running;
            }
            long wait = notBefore - nanos.getAsLong();
            if (wait > 0) {
                return CompletableFuture.failedFuture(away(Duration.ofNanos(wait)));
            }
            running = new CompletableFuture<>();
            mine = running;
        }
        fetch().onComplete(result -> {
            synchronized (this) {
                running = null;
                notBefore = nanos.getAsLong() + (result.succeeded() ? PAUSE : PAUSE_AFTER_FAILURE).toNanos();
            }
            if (result.succeeded()) {
                keys = result.result();
                mine.complete(keys);
            } else {
                LOG.warnf(
                        "the key set %s can't be fetched: %s",
                        address, result.cause().getMessage());
                mine.completeExceptionally(result.cause());
            }
        });
        return mine;
    }

    private static Throwable problem(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof ProblemException ? cause : away(PAUSE_AFTER_FAILURE);
    }

    private static ProblemException away(Duration wait) {
        return Problem.unavailable("The keys that tokens are checked with can't be had just now.", wait)
                .exception();
    }

    private Future<PublishedKeys> fetch() {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(address.toString())
                .setConnectTimeout(PATIENCE.toMillis())
                .setIdleTimeout(PATIENCE.toMillis());
        if (made == null) {
            made = client.get();
        }
        return made.request(options)
                .compose(HttpClientRequest::send)
                .compose(response -> Answers.body(response, MAX_BYTES))
                .compose(body -> {
                    try {
                        return Future.succeededFuture(PublishedKeys.parse(body.toString()));
                    } catch (JoseException none) {
                        return Future.failedFuture(none);
                    }
                });
    }
}
