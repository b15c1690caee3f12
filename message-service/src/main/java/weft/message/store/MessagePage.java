package weft.message.store;

import java.util.Optional;
import java.util.UUID;
import weft.message.domain.Direction;
import weft.reticulum.Address;

/**
 * A page of an identity's messages in the order of arrival: all of them or those of one direction, or the thread with one peer.
 *
 * @param peer of the thread; then no direction
 * @param from the sequence behind which the page begins; with {@code newestFirst} before which
 * @param limit most messages
 */
public record MessagePage(
        UUID account,
        UUID identity,
        Optional<Address> peer,
        Optional<Direction> direction,
        long from,
        boolean newestFirst,
        int limit) {

    /** All messages after {@code from}, of one direction where one is given. */
    public static MessagePage arrived(
            UUID account, UUID identity, Optional<Direction> direction, long from, int limit) {
        return new MessagePage(account, identity, Optional.empty(), direction, from, false, limit);
    }

    /** The thread with one peer. */
    public static MessagePage thread(
            UUID account, UUID identity, Address peer, long from, boolean newestFirst, int limit) {
        return new MessagePage(account, identity, Optional.of(peer), Optional.empty(), from, newestFirst, limit);
    }

    /** $1 account, $2 identity, $3 {@link #which}, $4 from, $5 limit, $6 bytes before the last message. */
    String sql(String columns) {
        return """
                select %s from (select m.*, sum(body_length) over (order by sequence %4$s) - body_length as before from (
                    select * from message where account = $1 and identity = $2 and %2$s and sequence %3$s $4
                    order by sequence %4$s limit $5) m) page
                where before < $6""".formatted(columns, where(), newestFirst ? "<" : ">", order());
    }

    /**
     * The rows of the page, each without its body where it is not on it any more: such a row says that the list goes on. Arguments as
     * those of {@link #sql}.
     *
     * @param strict whether all bodies of the page together have those bytes, and not only those before its last one
     */
    String rows(String head, boolean strict) {
        return """
                select %1$s, body_length,
                    case when nth <= $5 and before%2$s $6 then sealed_body end as sealed_body
                from (select *, lag(before, 1, -1::bigint) over (order by sequence %3$s) as before_last from (
                    select m.*, sum(body_length) over arrival - body_length as before, row_number() over arrival as nth from (
                        select * from message where account = $1 and identity = $2 and %4$s and sequence %5$s $4
                        order by sequence %3$s limit $5 + 1) m
                    window arrival as (order by sequence %3$s)) counted) page
                where before_last < $6 order by sequence %3$s""".formatted(head, strict ? " + body_length <=" : " <", order(), where(), newestFirst ? "<" : ">");
    }

    private String where() {
        return peer.isPresent() ? "peer = $3" : "($3::text is null or direction = $3)";
    }

    private String order() {
        return newestFirst ? "desc" : "asc";
    }

    Object which() {
        return peer.isPresent() ? peer : direction;
    }
}
