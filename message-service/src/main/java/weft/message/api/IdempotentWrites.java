package weft.message.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import weft.message.api.json.JsonDocument;
import weft.message.config.CrashPoint;
import weft.message.config.CrashPoint.Place;
import weft.message.store.Accounts;
import weft.message.store.Idempotency;
import weft.message.store.Idempotency.Answer;
import weft.message.store.sql.Database;
import weft.message.store.sql.Transaction;
import weft.service.http.IdempotencyKey;

/** Runs a write once for its idempotency key: the effect and the answer to repetitions are one transaction. */
@ApplicationScoped
class IdempotentWrites {

    private final Database database;
    private final Accounts accounts;
    private final Idempotency idempotency;
    private final CrashPoint crashPoint;
    private final ObjectMapper mapper;

    IdempotentWrites(
            Database database, Accounts accounts, Idempotency idempotency, CrashPoint crashPoint, ObjectMapper mapper) {
        this.database = database;
        this.accounts = accounts;
        this.idempotency = idempotency;
        this.crashPoint = crashPoint;
        this.mapper = mapper;
    }

    /**
     * Runs the write, or answers what it answered before.
     *
     * @param key of the header; null when there was none
     * @param what method and path
     * @param body as it came, which a repetition has to repeat
     * @param write what to do; gives the body of the answer, or null for none
     */
    Response once(UUID account, String key, String what, byte[] body, int status, Function<Transaction, Object> write) {
        Optional<Idempotency.Named> named = named(account, key, what, body);
        Answer answer = database.transact(transaction -> {
            accounts.ensure(transaction, account);
            return named.isEmpty()
                    ? answer(status, write.apply(transaction))
                    : keyed(
                            transaction,
                            idempotency.hold(transaction, List.of(named.get())).getFirst(),
                            status,
                            write);
        });
        return response(answer);
    }

    /** The name of a write; empty when its client gave it none. Takes what {@link #once} takes. */
    static Optional<Idempotency.Named> named(UUID account, String key, String what, byte[] body) {
        return IdempotencyKey.of(key).map(name -> new Idempotency.Named(account, name.text(), request(what, body)));
    }

    /** What a write is answered, as it is kept. */
    Answer answer(int status, Object body) {
        return new Answer(status, json(body));
    }

    /** The answer to a write that is on disk. */
    Response response(Answer answer) {
        crashPoint.reach(Place.BEFORE_ANSWER);
        Response.ResponseBuilder response = Response.status(answer.status());
        return answer.json().isEmpty()
                ? response.build()
                : response.entity(answer.json())
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .build();
    }

    private Answer keyed(
            Transaction transaction, Idempotency.Place place, int status, Function<Transaction, Object> write) {
        Optional<Answer> before = idempotency.find(transaction, place);
        if (before.isPresent()) {
            return before.get();
        }
        Answer answer = answer(status, write.apply(transaction));
        idempotency.keep(transaction, place, answer);
        return answer;
    }

    private static byte[][] request(String what, byte[] body) {
        return new byte[][] {(what + "\n").getBytes(StandardCharsets.UTF_8), body == null ? new byte[0] : body};
    }

    private String json(Object value) {
        if (value instanceof JsonDocument document) {
            return document.text();
        }
        try {
            return value == null ? "" : mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that can't be written as JSON", e);
        }
    }
}
