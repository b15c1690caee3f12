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
                where before < $6""".formatted(
                        columns,
                        peer.isPresent() ? "peer = $3" : "($3::text is null or direction = $3)",
                        newestFirst ? "<" : ">",
                        order());
    }

    String order() {
        return newestFirst ? "desc" : "asc";
    }

    Object which() {
        return peer.isPresent() ? peer : direction;
    }
}
