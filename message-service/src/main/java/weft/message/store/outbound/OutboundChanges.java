package weft.message.store.outbound;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import weft.message.domain.MessageState;
import weft.message.store.Deliveries;
import weft.message.store.Events;
import weft.message.store.TicketBooks;
import weft.message.store.Traces;
import weft.message.store.outbound.OutboundChange.Became;
import weft.message.store.outbound.OutboundChange.Ended;
import weft.message.store.outbound.OutboundChange.Progressed;
import weft.message.store.outbound.OutboundChange.Returned;
import weft.message.store.outbound.OutboundChange.Stamped;
import weft.message.store.outbound.OutboundChange.Told;
import weft.message.store.outbound.OutboundChange.Tried;
import weft.message.store.sql.Rows;
import weft.message.store.sql.Transaction;

/**
 * Writes what becomes of outbound messages: every step of their traces and every state as an event, in order, and each message once,
 * as it stands after all of them. However many changes there are, one statement for each table.
 */
@ApplicationScoped
public class OutboundChanges {

    private final Traces traces;
    private final Events events;
    private final Deliveries deliveries;
    private final TicketBooks tickets;

    public OutboundChanges(Traces traces, Events events, Deliveries deliveries, TicketBooks tickets) {
        this.traces = traces;
        this.events = events;
        this.deliveries = deliveries;
        this.tickets = tickets;
    }

    /** Makes the changes, in order; those of messages that are gone have no effect. The caller holds the locks of their accounts. */
    public void apply(Transaction transaction, List<? extends OutboundChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        Map<UUID, Course> courses = courses(transaction, changes);
        Said said = new Said(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (OutboundChange change : changes) {
            Course course = courses.get(change.message());
            if (course != null && course.account().equals(change.account())) {
                follow(course, change, said);
            }
        }
        List<Course> all = List.copyOf(courses.values());
        writeMessages(transaction, only(all, Course::isChanged));
        traces.add(transaction, said.steps());
        events.append(transaction, said.states());
        deliveries.remove(
                transaction,
                only(all, Course::isEnded).stream().map(Course::row).toList());
        writeQueue(transaction, only(all, Course::isMoved));
        said.gaveTicket()
                .forEach(course -> tickets.delivered(transaction, course.account(), course.identity(), course.peer()));
    }

    /** What there is to tell of the changes, in their order. */
    private record Said(List<Traces.Entry> steps, List<Events.New> states, List<Course> gaveTicket) {}

    private static void follow(Course course, OutboundChange change, Said said) {
        switch (change) {
            case Became became -> become(course, became, said);
            case Told told -> {
                said.steps().add(new Traces.Entry(course.account(), course.message(), told.step()));
                told.method().ifPresent(course::travel);
                told.stampValue().ifPresent(course::stamped);
            }
            case Progressed progressed -> course.progress(progressed.progress());
            case Stamped stamped -> {
                course.keep(stamped.stamp());
                course.stamped(stamped.value());
            }
            case Tried tried -> course.tried(tried.attempts());
            case Returned returned -> course.giveBack(returned.attempts(), returned.nextAttempt());
            case Ended _ -> course.end();
        }
    }

    private static void become(Course course, Became became, Said said) {
        if (!course.become(became.change())) {
            return;
        }
        MessageState state = became.change().state();
        became.change().trace().ifPresent(step -> said.steps()
                .add(new Traces.Entry(course.account(), course.message(), step)));
        said.states()
                .add(new Events.New(
                        course.account(),
                        Events.MESSAGE_STATE,
                        course.identity(),
                        course.message(),
                        state.name().toLowerCase(Locale.ROOT)));
        if (became.givesTicket() && state == MessageState.DELIVERED) {
            said.gaveTicket().add(course);
        }
    }

    /** The messages as they stand, which nobody else changes until the transaction ends. */
    private static Map<UUID, Course> courses(Transaction transaction, List<? extends OutboundChange> changes) {
        record Named(UUID account, UUID message) {}
        Set<Named> named = new HashSet<>();
        changes.forEach(change -> named.add(new Named(change.account(), change.message())));
        Rows<Named> rows = new Rows<>(List.copyOf(named));
        Map<UUID, Course> courses = new HashMap<>();
        transaction
                .list("""
                        select m.account, m.id, m.identity, m.peer, m.state, m.reason, m.method
                        from unnest($1::uuid[], $2::uuid[]) as g(account, id)
                            join message m on m.account = g.account and m.id = g.id
                        for no key update of m""", Course::new, rows.uuids(Named::account), rows.uuids(Named::message))
                .forEach(course -> courses.put(course.message(), course));
        return courses;
    }

    private static List<Course> only(List<Course> courses, Predicate<Course> which) {
        return courses.stream().filter(which).toList();
    }

    private static void writeMessages(Transaction transaction, List<Course> changed) {
        if (changed.isEmpty()) {
            return;
        }
        Rows<Course> rows = new Rows<>(changed);
        transaction.send(
                """
                update message m set state = g.state, reason = g.reason, method = g.method,
                    progress = coalesce(g.progress, m.progress), stamp_value = coalesce(g.stamp_value, m.stamp_value),
                    stamp_valid = case when g.stamp_value is null then m.stamp_valid else true end,
                    delivered_at = case when g.delivered then greatest(now(), m.sent_at) else m.delivered_at end
                from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::real[], $7::integer[], $8::boolean[])
                    as g(account, id, state, reason, method, progress, stamp_value, delivered)
                where m.account = g.account and m.id = g.id""",
                rows.uuids(Course::account),
                rows.uuids(Course::message),
                rows.texts(Course::state),
                rows.texts(Course::reason),
                rows.texts(Course::method),
                rows.reals(Course::progress),
                rows.integers(Course::stampValue),
                rows.flags(Course::isDelivered));
    }

    private void writeQueue(Transaction transaction, List<Course> moved) {
        if (moved.isEmpty()) {
            return;
        }
        Rows<Course> rows = new Rows<>(moved);
        transaction.send(
                """
                update delivery d set attempts = coalesce(g.attempts, d.attempts), stamp = coalesce(g.stamp, d.stamp),
                    next_attempt = coalesce(g.next_attempt, d.next_attempt),
                    claimed_epoch = case when g.next_attempt is null then d.claimed_epoch end
                from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::bytea[], $5::timestamptz[])
                    as g(account, message, attempts, stamp, next_attempt)
                where d.account = g.account and d.message = g.message""",
                rows.uuids(Course::account),
                rows.uuids(Course::message),
                rows.integers(Course::attempts),
                rows.bytes(Course::stamp),
                rows.times(Course::nextAttempt));
        if (moved.stream().anyMatch(course -> course.nextAttempt().isPresent())) {
            deliveries.wakeHere(transaction);
        }
    }
}
