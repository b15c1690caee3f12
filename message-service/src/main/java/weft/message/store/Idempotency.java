package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import weft.message.store.sealing.Sealing;
import weft.message.store.sql.Transaction;
import weft.service.vault.AnswerSeal;
import weft.service.vault.UnreadableSeal;

/** Answers to writes that carried an idempotency key, sealed under their account's key: they say what is sealed elsewhere. */
@ApplicationScoped
public class Idempotency {

    private final Sealing sealing;

    public Idempotency(Sealing sealing) {
        this.sealing = sealing;
    }

    /**
     * The place of a write's answer, held for this write alone until the transaction ends.
     *
     * @param request method and path, and the body
     */
    public Place hold(Transaction transaction, UUID account, String key, byte[]... request) {
        transaction.list("select pg_advisory_xact_lock(hashtextextended($1, 0))", row -> true, account + "/" + key);
        AnswerSeal seal = sealing.answers(transaction, account);
        return new Place(account, seal, seal.row(key, request));
    }

    /**
     * The answer this write got, if it came before.
     *
     * @throws KeyReused when its key was used for something else
     * @throws AnswerLost when it came before, and what was answered can't be read any more
     */
    public Optional<Answer> find(Transaction transaction, Place place) {
        return transaction.first(
                "select request, sealed_answer from idempotency where account = $1 and name = $2",
                row -> {
                    if (!MessageDigest.isEqual(place.row().request(), row.bytes("request"))) {
                        throw new KeyReused();
                    }
                    return opened(place, row.bytes("sealed_answer"));
                },
                place.account(),
                place.row().name());
    }

    private static Answer opened(Place place, byte[] sealed) {
        try {
            AnswerSeal.Opened opened = place.seal().open(place.row(), sealed);
            return new Answer(opened.status(), opened.text());
        } catch (UnreadableSeal damaged) {
            throw new AnswerLost(damaged);
        }
    }

    /** Keeps the answer, in the transaction of what it tells of. */
    public void keep(Transaction transaction, Place place, Answer answer) {
        transaction.send(
                "insert into idempotency (account, name, request, sealed_answer) values ($1, $2, $3, $4)",
                place.account(),
                place.row().name(),
                place.row().request(),
                place.seal().seal(place.row(), answer.status(), answer.json()));
    }

    /** Removes keys used before the given time. */
    public int prune(Transaction transaction, Instant before, int limit) {
        return transaction.update("""
                delete from idempotency where (account, name) in (
                    select account, name from idempotency where created_at < $1 order by created_at limit $2)""", before, limit);
    }

    /** Where the answer of one write is kept. */
    public record Place(UUID account, AnswerSeal seal, AnswerSeal.Row row) {}

    /** What was answered: status code and JSON body. */
    public record Answer(int status, String json) {}

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
}
