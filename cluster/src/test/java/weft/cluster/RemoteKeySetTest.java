package weft.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.impl.VertxInternal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.service.problem.ProblemException;

class RemoteKeySetTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private volatile Consumer<HttpServerResponse> answer;
    private RemoteKeySet keys;

    @BeforeEach
    void serve() {
        HttpServer server = vertx.createHttpServer().requestHandler(request -> {
            fetches.incrementAndGet();
            // Slow enough that those who ask at once do so during one fetch.
            vertx.setTimer(100, _ -> answer.accept(request.response()));
        });
        join(server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture());
        URI address = URI.create("http://127.0.0.1:" + server.actualPort() + "/internal/jwks.json");
        keys = new RemoteKeySet(vertx::createHttpClient, address, nanos::get);
        // Outside a container the first to use it sets context propagation up, and only one may.
        Uni.createFrom().item(1).map(one -> one).await().indefinitely();
    }

    @AfterEach
    void end() {
        join(vertx.close().toCompletionStage().toCompletableFuture());
    }

    @Test
    void allWhoAskAtOnceShareOneFetchAndAKnownKeyNeedsNone() {
        publish("one");
        List<CompletableFuture<Optional<PublicJsonWebKey>>> asked = IntStream.range(0, 20)
                .mapToObj(i -> keys.key("one").subscribeAsCompletionStage())
                .toList();
        asked.forEach(each -> assertThat(join(each)).isPresent());
        assertThat(find("one")).isPresent();
        assertThat(fetches).hasValue(1);
    }

    /** A request's caller and scope are bound to its context: elsewhere what follows finds neither. */
    @Test
    void whoAsksGoesOnWhereItAsked() {
        publish("one");
        List<CompletableFuture<Boolean>> asked = IntStream.range(0, 8)
                .mapToObj(i -> {
                    CompletableFuture<Boolean> here = new CompletableFuture<>();
                    Context context = ((VertxInternal) vertx).createEventLoopContext();
                    context.runOnContext(_ -> keys.key("one")
                            .subscribe()
                            .with(_ -> here.complete(Vertx.currentContext() == context), here::completeExceptionally));
                    return here;
                })
                .toList();
        assertThat(asked).allSatisfy(here -> assertThat(join(here)).isTrue());
        assertThat(fetches).hasValue(1);
    }

    @Test
    void anUnknownKeyIsLookedForAgainWhenTenSecondsHavePassedAndNotBefore() {
        publish("one");
        assertThat(find("one")).isPresent();
        publish("two");
        assertThat(problem("two")).isEqualTo(10);
        later(RemoteKeySet.PAUSE.minusSeconds(1));
        assertThat(problem("two")).isEqualTo(1);
        assertThat(fetches).hasValue(1);
        later(Duration.ofSeconds(1));
        assertThat(find("two")).isPresent();
        assertThat(fetches).hasValue(2);
        later(RemoteKeySet.PAUSE);
        assertThat(find("neither")).isEmpty();
    }

    @Test
    void aKeyThatIsKnownOutlivesTheServiceThatPublishedIt() {
        publish("one");
        assertThat(find("one")).isPresent();
        answer = response -> response.setStatusCode(500).end();
        later(RemoteKeySet.PAUSE);
        assertThat(problem("two")).isPositive();
        assertThat(find("one")).isPresent();
    }

    @Test
    void whatIsNoKeySetIsNotTakenAndTriedAgainSoon() {
        List<Consumer<HttpServerResponse>> wrong = List.of(
                response -> response.setStatusCode(503).end(),
                response -> response.setStatusCode(302)
                        .putHeader("Location", "/elsewhere")
                        .end(),
                response -> response.end("no JSON"),
                response -> response.reset());
        for (Consumer<HttpServerResponse> each : wrong) {
            answer = each;
            assertThat(problem("one")).isEqualTo(2);
            int before = fetches.get();
            assertThat(problem("one")).isEqualTo(2);
            assertThat(fetches).hasValue(before);
            later(RemoteKeySet.PAUSE_AFTER_FAILURE);
        }
        publish("one");
        assertThat(find("one")).isPresent();
    }

    @Test
    void aSetPastTheBoundIsNotRead() {
        String set = set("one");
        answer = response -> response.end(" ".repeat(RemoteKeySet.MAX_BYTES - set.length()) + set + " ");
        assertThat(problem("one")).isPositive();
        later(RemoteKeySet.PAUSE_AFTER_FAILURE);
        answer = response -> response.end(" ".repeat(RemoteKeySet.MAX_BYTES - set.length()) + set);
        assertThat(find("one")).isPresent();
    }

    private void publish(String id) {
        String set = set(id);
        answer = response -> response.end(set);
    }

    private static String set(String id) {
        try {
            OctetKeyPairJsonWebKey key = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
            key.setKeyId(id);
            return new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private void later(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    private Optional<PublicJsonWebKey> find(String id) {
        return keys.key(id).await().atMost(Duration.ofSeconds(10));
    }

    /** The seconds after which the 503 says to come again. */
    private long problem(String id) {
        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> find(id));
        assertThat(refusal.problem().status()).isEqualTo(503);
        return refusal.problem().retryAfterSeconds();
    }

    private static <T> T join(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
