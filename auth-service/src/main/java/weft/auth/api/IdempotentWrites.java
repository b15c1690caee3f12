package weft.auth.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.domain.StoredAnswer;
import weft.auth.store.IdempotencyStore;
import weft.auth.store.IdempotencyStore.Write;
import weft.service.http.IdempotencyKey;
import weft.service.token.CurrentCaller;

/** Writes over HTTP: one transaction each, and once for each {@code Idempotency-Key} of a caller. */
@ApplicationScoped
public class IdempotentWrites {

    private final IdempotencyStore writes;
    private final ObjectMapper json;
    private final CurrentVertxRequest current;
    private final CurrentCaller caller;

    IdempotentWrites(IdempotencyStore writes, ObjectMapper json, CurrentVertxRequest current, CurrentCaller caller) {
        this.writes = writes;
        this.json = json;
        this.current = current;
        this.caller = caller;
    }

    /** Does a write that needs nothing prepared. */
    public Uni<Response> once(Object body, BiFunction<Mutiny.Session, Answering, Uni<StoredAnswer>> work) {
        return once(body, () -> Uni.createFrom().item(true), (session, nothing) -> work.apply(session, this::answer));
    }

    /**
     * Does a write.
     *
     * @param body what was asked for, or null; decides whether a repeated key stands for the same request
     * @param prepare what is slow and must not hold a transaction, such as hashing a password
     */
    public <P> Uni<Response> once(
            Object body, Supplier<Uni<P>> prepare, BiFunction<Mutiny.Session, P, Uni<StoredAnswer>> work) {
        HttpServerRequest request = current.getCurrent().request();
        Optional<Write> write = IdempotencyKey.of(request.getHeader(IdempotencyKey.HEADER))
                .map(key -> new Write(
                        Optional.ofNullable(caller.get().account()) + " " + request.method() + " " + request.path()
                                + " " + key.text(),
                        text(body)));
        return writes.once(write, prepare, work).map(IdempotentWrites::response);
    }

    /** An answer with a JSON body; null for none. */
    public StoredAnswer answer(int status, Object body) {
        return new StoredAnswer(status, body == null ? "" : text(body));
    }

    /** Makes the answer of a write. */
    @FunctionalInterface
    public interface Answering {

        /** An answer with a JSON body; null for none. */
        StoredAnswer answer(int status, Object body);
    }

    private static Response response(StoredAnswer answer) {
        return answer.json().isEmpty()
                ? Response.status(answer.status()).build()
                : Response.status(answer.status())
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .entity(answer.json())
                        .build();
    }

    private String text(Object body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("what came as JSON goes as JSON", impossible);
        }
    }
}
