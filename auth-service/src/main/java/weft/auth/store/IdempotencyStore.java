package weft.auth.store;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.domain.KeyedQueue;
import weft.auth.domain.Refused;
import weft.auth.domain.StoredAnswer;
import weft.auth.store.keys.KeyDirectory;
import weft.auth.store.sql.Statements;
import weft.service.context.SameContext;
import weft.service.time.MachineClock;
import weft.service.vault.AnswerSeal;
import weft.service.vault.UnreadableSeal;

/**
 * Does a write once for each {@code Idempotency-Key}: the answer is stored in the transaction of the write and given again
 * for the same key and body, for a day; another body under the same key fails as {@link KeyReused}. A refused write leaves nothing.
 */
@ApplicationScoped
public class IdempotencyStore {

    private static final Duration KEPT = Duration.ofDays(1);

    private final Transactions transactions;
    private final Statements statements;
    private final AnswerSeal seal;
    private final KeyedQueue turns = new KeyedQueue();

    IdempotencyStore(Transactions transactions, Statements statements, KeyDirectory keys) {
        this.transactions = transactions;
        this.statements = statements;
        this.seal = AnswerSeal.under(keys.derived("kept answers"));
    }

    /**
     * A write that may come again.
     *
     * @param identity caller, method, path and key, in one text
     * @param body the whole request body in one text
     */
    public record Write(String identity, String body) {}

    /** The key was used for another request. */
    public static final class KeyReused extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    /** The write was done, and its answer is kept but does not open. */
    public static final class AnswerLost extends RuntimeException {

        private static final long serialVersionUID = 1L;

        AnswerLost(UnreadableSeal cause) {
            super(cause);
        }
    }

    /**
     * Gives the stored answer, or prepares the write outside any transaction and does it in one.
     *
     * @param write empty when the client sent no key: then it is just done
     */
    public <P> Uni<StoredAnswer> once(
            Optional<Write> write, Supplier<Uni<P>> prepare, BiFunction<Mutiny.Session, P, Uni<StoredAnswer>> work) {
        if (write.isEmpty()) {
            return prepare.get().chain(prepared -> transactions.in(session -> work.apply(session, prepared)));
        }
        AnswerSeal.Row row = seal.row(write.get().identity(), write.get().body().getBytes(StandardCharsets.UTF_8));
        Uni<StoredAnswer> first = Uni.createFrom()
                .deferred(() -> prepare.get().chain(prepared -> doOnce(row, session -> work.apply(session, prepared))))
                .onFailure(Refused.class)
                .recoverWithUni(refusal -> storedOr(row, Uni.createFrom().failure(refusal)));
        return inTurn(write.get().identity(), storedOr(row, first));
    }

    /**
     * Equal writes of this process go one after the other, so that the second finds the answer of the first and prepares nothing.
     * One of another replica may be done while this one is prepared, which what is prepared may see before its answer is looked
     * for: so a refusal counts only when there is no answer then.
     */
    private Uni<StoredAnswer> inTurn(String identity, Uni<StoredAnswer> work) {
        return Uni.createFrom().deferred(() -> {
            KeyedQueue.Turn turn = turns.take(identity);
            return SameContext.of(() -> Uni.createFrom().completionStage(turn::begins))
                    .chain(() -> work)
                    .onTermination()
                    .invoke(turn::end);
        });
    }

    private Uni<StoredAnswer> storedOr(AnswerSeal.Row row, Uni<StoredAnswer> otherwise) {
        return stored(row).chain(answer -> answer.isPresent() ? Uni.createFrom().item(answer.get()) : otherwise);
    }

    private Uni<StoredAnswer> doOnce(AnswerSeal.Row row, Function<Mutiny.Session, Uni<StoredAnswer>> work) {
        return transactions
                .in(session -> session.createNativeQuery(
                                "insert into auth.idempotency (key_hash, request_mac, created_at)"
                                        + " values (:key, :digest, now()) on conflict do nothing")
                        .setParameter("key", row.name())
                        .setParameter("digest", row.request())
                        .executeUpdate()
                        .chain(inserted -> inserted == 0
                                ? Uni.createFrom().item(Optional.<StoredAnswer>empty())
                                : work.apply(session)
                                        .call(answer -> keep(session, row, answer))
                                        .map(Optional::of)))
                .chain(answer -> answer.isPresent()
                        ? Uni.createFrom().item(answer.get())
                        : stored(row).map(Optional::orElseThrow));
    }

    private Uni<Integer> keep(Mutiny.Session session, AnswerSeal.Row row, StoredAnswer answer) {
        return session.createNativeQuery("update auth.idempotency set answer = :answer where key_hash = :key")
                .setParameter("answer", seal.seal(row, answer.status(), answer.json()))
                .setParameter("key", row.name())
                .executeUpdate();
    }

    private Uni<Optional<StoredAnswer>> stored(AnswerSeal.Row wanted) {
        return statements.run(session -> session.createNativeQuery(
                        "select request_mac, answer from auth.idempotency where key_hash = :key", Tuple.class)
                .setParameter("key", wanted.name())
                .getSingleResultOrNull()
                .map(row -> {
                    if (row == null) {
                        return Optional.empty();
                    }
                    if (!MessageDigest.isEqual(row.get("request_mac", byte[].class), wanted.request())) {
                        throw new KeyReused();
                    }
                    return Optional.of(opened(wanted, row.get("answer", byte[].class)));
                }));
    }

    private StoredAnswer opened(AnswerSeal.Row row, byte[] sealed) {
        try {
            AnswerSeal.Opened opened = seal.open(row, sealed);
            return new StoredAnswer(opened.status(), opened.text());
        } catch (UnreadableSeal damaged) {
            throw new AnswerLost(damaged);
        }
    }

    /** Forgets answers that are a day old. */
    public Uni<Void> prune() {
        return statements.run(session -> session.createNativeQuery(
                        "delete from auth.idempotency where created_at < :old")
                .setParameter("old", MachineClock.system().atLeast().minus(KEPT).atOffset(ZoneOffset.UTC))
                .executeUpdate()
                .replaceWithVoid());
    }
}
