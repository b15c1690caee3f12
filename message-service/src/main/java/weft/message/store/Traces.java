package weft.message.store;

import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import weft.message.domain.StateChange.Trace;
import weft.message.store.sql.Columns;
import weft.message.store.sql.Rows;
import weft.message.store.sql.Transaction;

/** What happened to a message, step by step, in words for its owner. Never holds what was written. */
@ApplicationScoped
public class Traces {

    /** Steps kept for one message; later ones are then left out, except that the state itself still changes. */
    public static final int MAX_STEPS = 200;

    /** Adds steps, in their order; those of a message that is gone, or has its number of them, are left out. */
    public void add(Transaction transaction, List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        Rows<Entry> rows = new Rows<>(entries);
        transaction.send(
                """
                insert into message_trace (account, message, code, text, facts)
                select account, message, code, text, facts
                from (select *, row_number() over (partition by account, message order by place) as nth
                    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[]) with ordinality
                        as g(account, message, code, text, facts, place)) s
                where exists (select 1 from message m where m.account = s.account and m.id = s.message)
                    and (select count(*) from message_trace t where t.account = s.account and t.message = s.message)
                        + nth <= $6
                order by place""",
                rows.uuids(Entry::account),
                rows.uuids(Entry::message),
                rows.texts(entry -> entry.step().code()),
                rows.texts(entry -> entry.step().text()),
                rows.texts(entry -> written(entry.step().facts())),
                (long) MAX_STEPS);
    }

    /** Adds one step. */
    public void add(Transaction transaction, UUID account, UUID message, Trace step) {
        add(transaction, List.of(new Entry(account, message, step)));
    }

    /** As they are kept; empty where there are none. */
    static Optional<String> written(Map<String, Object> facts) {
        return facts.isEmpty() ? Optional.empty() : Optional.of(new JsonObject(new TreeMap<>(facts)).encode());
    }

    /** The steps of one message, first first. */
    public List<Step> list(Transaction transaction, UUID account, UUID message, long after, int limit) {
        return transaction.list(
                """
                select step, at, code, text, facts from message_trace where account = $1 and message = $2 and step > $3
                order by step limit $4""",
                row -> new Step(
                        row.longValue("step"), row.instant("at"), row.text("code"), row.text("text"), read(row)),
                account,
                message,
                after,
                limit);
    }

    private static Map<String, Object> read(Columns row) {
        return row.optionalText("facts")
                .map(facts -> new JsonObject(facts).getMap())
                .orElse(Map.of());
    }

    /** A step of a message, to be added. */
    public record Entry(UUID account, UUID message, Trace step) {}

    /**
     * One step.
     *
     * @param facts the numbers and stable words in it, by name; none in steps from before they were kept
     */
    public record Step(long number, Instant at, String code, String text, Map<String, Object> facts) {}
}
