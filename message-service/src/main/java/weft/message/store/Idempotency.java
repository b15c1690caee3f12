package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import weft.message.store.sealing.Sealing;
import weft.message.store.sql.Rows;
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
     * The places of writes' answers, in order, held for these writes alone until the transaction ends. Several are taken in one order,
     * which is everybody's.
     */
    public List<Place> hold(Transaction transaction, List<Named> writes) {
        transaction.send("""
                select pg_advisory_xact_lock(place) from (
                    select distinct hashtextextended(name, 0) as place from unnest($1::text[]) as w(name) order by 1) ordered""", (Object) writes.stream()
                .map(write -> write.account() + "/" + write.key())
                .toArray(String[]::new));
        return writes.stream()
                .map(write -> {
                    AnswerSeal seal = sealing.answers(transaction, write.account());
                    return new Place(write.account(), seal, seal.row(write.key(), write.request()));
                })
                .toList();
    }

    /**
     * The answer this write got, if it came before.
     *
     * @throws KeyReused when its key was used for something else
     * @throws AnswerLost when it came before, and what was answered can't be read any more
     */
    public Optional<Answer> find(Transaction transaction, Place place) {
        return find(transaction, List.of(place)).getFirst().get();
    }

    /** As {@link #find(Transaction, Place)}, of several in order; each throws when it is asked. */
    public List<Supplier<Optional<Answer>>> find(Transaction transaction, List<Place> places) {
        record Kept(byte[] request, byte[] answer) {}
        Rows<Place> rows = new Rows<>(places);
        List<Optional<Kept>> found = transaction.list(
                """
                select i.request, i.sealed_answer
                from unnest($1::uuid[], $2::bytea[]) with ordinality as g(account, name, place)
                    left join idempotency i on i.account = g.account and i.name = g.name
                order by g.place""",
                row -> row.optionalBytes("request").map(request -> new Kept(request, row.bytes("sealed_answer"))),
                rows.uuids(Place::account),
                rows.bytes(place -> place.row().name()));
        List<Supplier<Optional<Answer>>> answers = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            Optional<Kept> kept = found.get(i);
            answers.add(() -> kept.map(before -> {
                if (!MessageDigest.isEqual(place.row().request(), before.request())) {
                    throw new KeyReused();
                }
                return opened(place, before.answer());
            }));
        }
        return answers;
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
        keep(transaction, Map.of(place, answer));
    }

    /** As {@link #keep(Transaction, Place, Answer)}, of several. */
    public void keep(Transaction transaction, Map<Place, Answer> answers) {
        if (answers.isEmpty()) {
            return;
        }
        Rows<Map.Entry<Place, Answer>> rows = new Rows<>(List.copyOf(answers.entrySet()));
        transaction.send(
                """
                insert into idempotency (account, name, request, sealed_answer)
                select * from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[])""",
                rows.uuids(each -> each.getKey().account()),
                rows.bytes(each -> each.getKey().row().name()),
                rows.bytes(each -> each.getKey().row().request()),
                rows.bytes(each -> each.getKey().sealed(each.getValue())));
    }

    /** Removes keys used before the given time. */
    public int prune(Transaction transaction, Instant before, int limit) {
        return transaction.update("""
                delete from idempotency where (account, name) in (
                    select account, name from idempotency where created_at < $1 order by created_at limit $2)""", before, limit);
    }

    /** Where the answer of one write is kept. */
    public record Place(UUID account, AnswerSeal seal, AnswerSeal.Row row) {

        private byte[] sealed(Answer answer) {
            return seal.seal(row, answer.status(), answer.json());
        }
    }

    /**
     * A write that its client has named.
     *
     * @param request method and path, and the body
     */
    public record Named(UUID account, String key, byte[]... request) {}

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
