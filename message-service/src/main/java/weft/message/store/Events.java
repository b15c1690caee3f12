package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import weft.message.domain.StoredMessage;
import weft.message.store.sql.Rows;
import weft.message.store.sql.Transaction;

/**
 * The event log of each account: numbered without gaps, in commit order, because the number is taken under the account's row
 * lock, which is held until the commit. A reader that has seen {@code n} never meets a smaller new number.
 */
@ApplicationScoped
public class Events {

    /** A message came or was written. */
    public static final String MESSAGE_CREATED = "message.created";

    /** A message changed its state, or more became known of it. */
    public static final String MESSAGE_STATE = "message.state";

    /** A message was deleted. */
    public static final String MESSAGE_DELETED = "message.deleted";

    /** A conversation was read, accepted, named or blocked. */
    public static final String CONVERSATION_CHANGED = "message.conversation";

    /** A session of the account ended. */
    public static final String SESSION_ENDED = "session.ended";

    private final Wakeups wakeups;

    public Events(Wakeups wakeups) {
        this.wakeups = wakeups;
    }

    /**
     * Appends events, in order. Whoever appends those of several accounts holds their locks; that of one is taken here until the
     * transaction ends.
     */
    public void append(Transaction transaction, List<New> added) {
        if (added.isEmpty()) {
            return;
        }
        Rows<New> rows = new Rows<>(added);
        transaction.send(
                """
                with given as (
                    select g.*, row_number() over (partition by account order by place) as nth
                    from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[]) with ordinality
                        as g(account, type, identity, message, detail, place)),
                numbered as (
                    update account a set event_sequence = event_sequence + c.events
                    from (select account, count(*) as events from given group by account) c where a.id = c.account
                    returning a.id as owner, a.event_sequence - c.events as before)
                insert into event_log (account, sequence, type, identity, message, detail)
                select account, before + nth, type, identity, message, detail from given join numbered on owner = account""",
                rows.uuids(New::account),
                rows.texts(New::type),
                rows.uuids(New::identity),
                rows.uuids(New::message),
                rows.texts(New::detail));
        added.stream().map(New::account).distinct().forEach(account -> wake(transaction, account));
    }

    /**
     * Appends one event. Locks the account until the transaction ends.
     *
     * @param detail a state, an address or an id; never what a member wrote
     */
    public void append(Transaction transaction, UUID account, String type, UUID identity, UUID message, String detail) {
        append(transaction, List.of(new New(account, type, identity, message, detail)));
    }

    /**
     * Appends the end of a session, unless it is in the log: every replica hears of it. Locks the account until the transaction ends.
     *
     * @param session its id, with which the detail begins
     */
    public void appendEnd(Transaction transaction, UUID account, UUID session, String detail) {
        lock(transaction, account);
        boolean known = transaction
                .first("""
                        select 1 as there from event_log
                        where account = $1 and type = $2 and split_part(detail, ' ', 1) = $3 limit 1""", _ -> true, account, SESSION_ENDED, session.toString())
                .isPresent();
        if (!known) {
            append(transaction, account, SESSION_ENDED, null, null, detail);
        }
    }

    /** Once this is committed, whoever reads the account's log looks at it again. */
    void wake(Transaction transaction, UUID account) {
        transaction.afterCommit(() -> wakeups.accountChanged(account));
    }

    /** Locks accounts in the one order that can't deadlock. */
    public void lock(Transaction transaction, UUID... accounts) {
        transaction.send("select id from account where id = any($1) order by id for no key update", (Object) accounts);
    }

    /** The newest number and the number up to which events were removed; zeros for an account without any. */
    public Bounds bounds(Transaction transaction, UUID account) {
        return transaction
                .first(
                        "select event_sequence, event_floor from account where id = $1",
                        row -> new Bounds(row.longValue("event_floor"), row.longValue("event_sequence")),
                        account)
                .orElse(new Bounds(0, 0));
    }

    /** Events after {@code sequence}, oldest first, at most {@code limit}. */
    public List<Event> after(Transaction transaction, UUID account, long sequence, int limit) {
        return transaction.list(
                """
                select sequence, at, type, identity, message, detail from event_log
                where account = $1 and sequence > $2 order by sequence limit $3""",
                row -> new Event(
                        row.longValue("sequence"),
                        row.instant("at"),
                        row.text("type"),
                        row.optionalUuid("identity"),
                        row.optionalUuid("message"),
                        row.optionalText("detail")),
                account,
                sequence,
                limit);
    }

    /**
     * Removes events older than the given time and remembers how far they went; at most {@code limit} at once.
     *
     * @return how many it removed
     */
    public int prune(Transaction transaction, Instant before, int limit) {
        return transaction
                .first("""
                with old as (
                    select account, sequence from event_log where at < $1 order by at limit $2),
                gone as (
                    delete from event_log e using old where e.account = old.account and e.sequence = old.sequence
                    returning e.account, e.sequence),
                floors as (select account, max(sequence) as sequence from gone group by account),
                remembered as (
                    update account a set event_floor = greatest(event_floor, f.sequence) from floors f
                    where a.id = f.account)
                select count(*)::int as removed from gone""", row -> row.intValue("removed"), before, limit)
                .orElse(0);
    }

    /** What a stream can still be resumed from: events in {@code (floor, newest]} are there. */
    public record Bounds(long floor, long newest) {}

    /**
     * An event to be appended.
     *
     * @param detail a state, an address or an id; never what a member wrote
     */
    public record New(UUID account, String type, UUID identity, UUID message, String detail) {

        /** That a message has come to its state. */
        public static New ofState(StoredMessage message) {
            return new New(
                    message.account(),
                    MESSAGE_STATE,
                    message.identity(),
                    message.id(),
                    message.state().name().toLowerCase(Locale.ROOT));
        }
    }

    /** One event. */
    public record Event(
            long sequence,
            Instant at,
            String type,
            Optional<UUID> identity,
            Optional<UUID> message,
            Optional<String> detail) {}
}
