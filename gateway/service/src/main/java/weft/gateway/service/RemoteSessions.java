package weft.gateway.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import weft.cluster.Answers;
import weft.cluster.PeerClient;
import weft.cluster.PeerClients;
import weft.gateway.domain.SessionDirectory;
import weft.service.token.Audience;
import weft.service.token.CredentialStatus;
import weft.service.token.PresentedCredential;
import weft.service.token.ResolvedCredential;

/**
 * Asks auth-service over HTTPS who stands behind what a client showed. An answer takes at most {@value #PATIENCE_MILLIS} ms and
 * {@value #MAX_BYTES} bytes; {@value #CONNECTIONS} are asked for at once and {@value #WAITING} wait, more fail at once.
 */
@Singleton
public class RemoteSessions implements SessionDirectory {

    static final int CONNECTIONS = 32;
    static final int WAITING = 1_000;
    static final int MAX_BYTES = 16 * 1024;

    private static final long PATIENCE_MILLIS = 5_000;
    private static final int IDLE_SECONDS = 30;

    private final PeerClient client;
    private final ObjectMapper json;
    private final RequestOptions credentials;
    private final RequestOptions statuses;

    @Inject
    RemoteSessions(ServiceAddresses addresses, PeerClients clients, ObjectMapper json) {
        URI auth = addresses.of(Audience.AUTH);
        this.client = clients.client(
                IDLE_SECONDS,
                Duration.ofSeconds(IDLE_SECONDS),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(WAITING));
        this.json = json;
        this.credentials = question(auth, "/internal/credentials");
        this.statuses = question(auth, "/internal/credentials/status");
    }

    private static RequestOptions question(URI auth, String path) {
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setSsl(true)
                .setHost(auth.getHost())
                .setPort(ServiceAddresses.port(auth))
                .setURI(path)
                .setConnectTimeout(PATIENCE_MILLIS)
                .setIdleTimeout(PATIENCE_MILLIS)
                .putHeader("Content-Type", "application/json");
    }

    @Override
    public Uni<ResolvedCredential> resolve(PresentedCredential presented) {
        return Uni.createFrom().completionStage(() -> ask(credentials, presented, ResolvedCredential.class)
                .toCompletionStage());
    }

    @Override
    public Uni<CredentialStatus> status(PresentedCredential presented) {
        return Uni.createFrom().completionStage(() -> ask(statuses, presented, CredentialStatus.class)
                .toCompletionStage());
    }

    private <T> Future<T> ask(RequestOptions to, PresentedCredential presented, Class<T> type) {
        try {
            Buffer question = Buffer.buffer(json.writeValueAsBytes(presented));
            return client.request(to)
                    .compose(request -> request.send(question))
                    .compose(response -> Answers.body(response, MAX_BYTES))
                    .compose(answer -> read(answer, type));
        } catch (JsonProcessingException impossible) {
            return Future.failedFuture(impossible);
        }
    }

    private <T> Future<T> read(Buffer answer, Class<T> type) {
        try {
            return Future.succeededFuture(json.readValue(answer.getBytes(), type));
        } catch (IOException unreadable) {
            return Future.failedFuture(unreadable);
        }
    }
}
