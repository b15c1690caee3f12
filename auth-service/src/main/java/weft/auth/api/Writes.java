package weft.auth.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.domain.Answer;
import weft.auth.store.RepeatedWrites;
import weft.auth.store.RepeatedWrites.Write;
import weft.service.http.IdempotencyKey;
import weft.service.token.CurrentCaller;

/** Writes over HTTP: one transaction each, and once for each {@code Idempotency-Key} of a caller. */
@ApplicationScoped
public class Writes {

    private final RepeatedWrites writes;
    private final ObjectMapper json;
    private final CurrentVertxRequest current;
    private final CurrentCaller caller;

    @Inject
    Writes(RepeatedWrites writes, ObjectMapper json, CurrentVertxRequest current, CurrentCaller caller) {
        this.writes = writes;
        this.json = json;
        this.current = current;
        this.caller = caller;
    }

    /** Does a write that needs nothing prepared. */
    public Uni<Response> once(Object body, BiFunction<Mutiny.Session, Answering, Uni<Answer>> work) {
        return once(body, () -> Uni.createFrom().item(true), (session, nothing) -> work.apply(session, this::answer));
    }

    /**
     * Does a write.
     *
     * @param body what was asked for, or null; decides whether a repeated key stands for the same request
     * @param prepare what is slow and must not hold a transaction, such as hashing a password
     */
    public <P> Uni<Response> once(
            Object body, Supplier<Uni<P>> prepare, BiFunction<Mutiny.Session, P, Uni<Answer>> work) {
        HttpServerRequest request = current.getCurrent().request();
        Optional<Write> write = IdempotencyKey.of(request.getHeader(IdempotencyKey.HEADER))
                .map(key -> new Write(
                        Optional.ofNullable(caller.get().account()) + " " + request.method() + " " + request.path()
                                + " " + key.text(),
                        text(body)));
        return writes.once(write, prepare, work).map(Writes::response);
    }

    /** An answer with a JSON body; null for none. */
    public Answer answer(int status, Object body) {
        return new Answer(status, body == null ? "" : text(body));
    }

    /** Makes the answer of a write. */
    @FunctionalInterface
    public interface Answering {

        /** An answer with a JSON body; null for none. */
        Answer answer(int status, Object body);
    }

    private static Response response(Answer answer) {
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
