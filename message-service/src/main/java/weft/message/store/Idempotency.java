package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** Answers to writes that carried an idempotency key. An answer holds ids and states, nothing that is sealed elsewhere. */
@ApplicationScoped
public class Idempotency {

    /**
     * The answer this key got, if it was used before. Holds the key until the transaction ends.
     *
     * @param fingerprint of method, path and body
     * @throws KeyReused when it was used for something else
     */
    public Optional<Answer> find(Transaction transaction, UUID account, String key, byte[] fingerprint) {
        transaction.list("select pg_advisory_xact_lock(hashtextextended($1, 0))", row -> true, account + "/" + key);
        return transaction.first(
                "select fingerprint, status, answer from idempotency where account = $1 and key = $2",
                row -> {
                    if (!Arrays.equals(fingerprint, row.bytes("fingerprint"))) {
                        throw new KeyReused();
                    }
                    return new Answer(row.intValue("status"), row.text("answer"));
                },
                account,
                key);
    }

    /** Keeps the answer, in the transaction of what it tells of. */
    public void keep(Transaction transaction, UUID account, String key, byte[] fingerprint, Answer answer) {
        transaction.send(
                "insert into idempotency (account, key, fingerprint, status, answer) values ($1, $2, $3, $4, $5)",
                account,
                key,
                fingerprint,
                answer.status(),
                answer.json());
    }

    /** Removes keys used before the given time. */
    public int prune(Transaction transaction, Instant before, int limit) {
        return transaction.update("""
                delete from idempotency where (account, key) in (
                    select account, key from idempotency where created_at < $1 order by created_at limit $2)""", before, limit);
    }

    /** What was answered: status code and JSON body. */
    public record Answer(int status, String json) {}

    /** The key was used for another request. */
    public static final class KeyReused extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
