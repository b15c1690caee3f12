package weft.auth.store;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.domain.Answer;
import weft.auth.domain.AnswerSeal;
import weft.auth.domain.Reference;
import weft.service.problem.Problem;

/**
 * Does a write once for each {@code Idempotency-Key}: the answer is stored in the transaction of the write and given again
 * for the same key and body, for a day; another body under the same key fails with 409. A refused write leaves nothing.
 */
@ApplicationScoped
public class RepeatedWrites {

    private final Transactions transactions;
    private final Pool pool;
    private final AnswerSeal seal;

    @Inject
    RepeatedWrites(Transactions transactions, @ReactiveDataSource("auth") Pool pool, KeyDirectory keys) {
        this.transactions = transactions;
        this.pool = pool;
        this.seal = new AnswerSeal(keys.derived("stored answers"), keys.derived("request digests"));
    }

    /**
     * A write that may come again.
     *
     * @param identity caller, method, path and key, in one text
     * @param body the whole request body in one text
     */
    public record Write(String identity, String body) {}

    /**
     * Gives the stored answer, or prepares the write outside any transaction and does it in one.
     *
     * @param write empty when the client sent no key: then it is just done
     */
    public <P> Uni<Answer> once(
            Optional<Write> write, Supplier<Uni<P>> prepare, BiFunction<Mutiny.Session, P, Uni<Answer>> work) {
        if (write.isEmpty()) {
            return prepare.get().chain(prepared -> transactions.in(session -> work.apply(session, prepared)));
        }
        byte[] key = Reference.of(write.get().identity()).hash();
        byte[] digest = seal.digest(write.get().body());
        return stored(key, digest)
                .chain(answer -> answer.isPresent()
                        ? Uni.createFrom().item(answer.get())
                        : prepare.get()
                                .chain(prepared -> doOnce(key, digest, session -> work.apply(session, prepared))));
    }

    private Uni<Answer> doOnce(byte[] key, byte[] digest, Function<Mutiny.Session, Uni<Answer>> work) {
        return transactions
                .in(session -> session.createNativeQuery(
                                "insert into auth.idempotency (key_hash, request_mac, created_at)"
                                        + " values (:key, :digest, now()) on conflict do nothing")
                        .setParameter("key", key)
                        .setParameter("digest", digest)
                        .executeUpdate()
                        .chain(inserted -> inserted == 0
                                ? Uni.createFrom().item(Optional.<Answer>empty())
                                : work.apply(session)
                                        .call(answer -> keep(session, key, answer))
                                        .map(Optional::of)))
                .chain(answer -> answer.isPresent()
                        ? Uni.createFrom().item(answer.get())
                        : stored(key, digest).map(Optional::orElseThrow));
    }

    private Uni<Integer> keep(Mutiny.Session session, byte[] key, Answer answer) {
        return session.createNativeQuery(
                        "update auth.idempotency set status = :status, answer = :answer where key_hash = :key")
                .setParameter("status", answer.status())
                .setParameter("answer", seal.seal(key, answer.json()))
                .setParameter("key", key)
                .executeUpdate();
    }

    private Uni<Optional<Answer>> stored(byte[] key, byte[] digest) {
        return pool.preparedQuery("select request_mac, status, answer from auth.idempotency where key_hash = $1")
                .execute(Tuple.of(Buffer.buffer(key)))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return Optional.empty();
                    }
                    Row row = rows.iterator().next();
                    if (!MessageDigest.isEqual(row.getBuffer("request_mac").getBytes(), digest)) {
                        throw Problem.conflict(
                                        "idempotency-key-reused", "This Idempotency-Key stands for another request")
                                .withDetail("Use a fresh key for each write.")
                                .withField("Idempotency-Key")
                                .exception();
                    }
                    return Optional.of(new Answer(
                            row.getInteger("status"),
                            seal.open(key, row.getBuffer("answer").getBytes())));
                });
    }

    /** Forgets answers that are a day old. */
    public Uni<Void> prune() {
        return pool.query("delete from auth.idempotency where created_at < now() - interval '1 day'")
                .execute()
                .replaceWithVoid();
    }
}
