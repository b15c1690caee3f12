package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

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
        transaction.send("""
                insert into message_trace (account, message, code, text)
                select $1, $2, $3, $4
                where exists (select 1 from message where account = $1 and id = $2)
                    and (select count(*) from message_trace where account = $1 and message = $2) < $5""", account, message, code, text, MAX_STEPS);
    }

    /** The steps of one message, first first. */
    public List<Step> list(Transaction transaction, UUID account, UUID message, long after, int limit) {
        return transaction.list(
                """
                select step, at, code, text from message_trace where account = $1 and message = $2 and step > $3
                order by step limit $4""",
                row -> new Step(row.longValue("step"), row.instant("at"), row.text("code"), row.text("text")),
                account,
                message,
                after,
                limit);
    }

    /** One step. */
    public record Step(long number, Instant at, String code, String text) {}
}
