package weft.message.store;

import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import weft.message.store.sql.Columns;
import weft.message.store.sql.Transaction;

/** What happened to a message, step by step, in words for its owner. Never holds what was written. */
@ApplicationScoped
public class Traces {

    /** Steps kept for one message; later ones are then left out, except that the state itself still changes. */
    public static final int MAX_STEPS = 200;

    /**
     * Adds a step.
     *
     * @param code stable, for programs
     * @param text one sentence that says what happened and, where there is one, the next sensible action
     */
    public void add(Transaction transaction, UUID account, UUID message, String code, String text) {
        add(transaction, account, message, code, text, Map.of());
    }

    /**
     * The same for a step that has numbers or words in it.
     *
     * @param facts what a client needs to say it in its own words: numbers and stable words, by name
     */
    public void add(
            Transaction transaction, UUID account, UUID message, String code, String text, Map<String, Object> facts) {
        transaction.send("""
                insert into message_trace (account, message, code, text, facts)
                select $1, $2, $3, $4, $6
                where exists (select 1 from message where account = $1 and id = $2)
                    and (select count(*) from message_trace where account = $1 and message = $2) < $5""", account, message, code, text, MAX_STEPS, written(facts));
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

    /**
     * One step.
     *
     * @param facts the numbers and stable words in it, by name; none in steps from before they were kept
     */
    public record Step(long number, Instant at, String code, String text, Map<String, Object> facts) {}
}
