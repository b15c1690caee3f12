package weft.message.store.outbound;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import weft.message.domain.MessageState;
import weft.message.domain.Method;
import weft.message.domain.StateChange;
import weft.message.store.Deliveries;
import weft.message.store.sql.Columns;
import weft.reticulum.Address;

/** One message while changes are made to it one after the other: where it stands at the end is written once. */
final class Course {

    private final UUID account;
    private final UUID message;
    private final UUID identity;
    private final Address peer;
    private MessageState state;
    private Optional<String> reason;
    private Method method;
    private Optional<Float> progress = Optional.empty();
    private OptionalInt stampValue = OptionalInt.empty();
    private boolean delivered;
    private boolean changed;

    private OptionalInt attempts = OptionalInt.empty();
    private Optional<Instant> nextAttempt = Optional.empty();
    private Optional<byte[]> stamp = Optional.empty();
    private boolean moved;
    private boolean ended;

    /** As the message stands, from a row of {@link OutboundChanges}. */
    Course(Columns row) {
        account = row.uuid("account");
        message = row.uuid("id");
        identity = row.uuid("identity");
        peer = row.address("peer");
        state = row.constant("state", MessageState.class, MessageState.FAILED);
        reason = row.optionalText("reason");
        method = row.constant("method", Method.class, Method.AUTO);
    }

    /**
     * Comes to a state.
     *
     * @return whether that is news
     */
    boolean become(StateChange change) {
        if (state.isFinal()) {
            return false;
        }
        boolean news = state != change.state() || !reason.equals(change.reason());
        change.method().ifPresent(this::travel);
        if (news) {
            changed = true;
            state = change.state();
            reason = change.reason();
            delivered = state == MessageState.DELIVERED;
            if (delivered || state == MessageState.PROPAGATED) {
                progress = Optional.of(1f);
            }
        }
        return news;
    }

    void travel(Method by) {
        changed |= method != by;
        method = by;
    }

    void progress(float to) {
        changed = true;
        progress = Optional.of(to);
    }

    void stamped(int value) {
        changed = true;
        stampValue = OptionalInt.of(value);
    }

    void keep(byte[] work) {
        moved = true;
        stamp = Optional.of(work);
    }

    void tried(int times) {
        moved = true;
        attempts = OptionalInt.of(times);
    }

    void giveBack(int times, Instant next) {
        tried(times);
        nextAttempt = Optional.of(next);
    }

    void end() {
        ended = true;
    }

    /** Whether the message's row is another than it was. */
    boolean isChanged() {
        return changed;
    }

    /** Whether its row in the queue is there, and another than it was. */
    boolean isMoved() {
        return moved && !ended;
    }

    boolean isEnded() {
        return ended;
    }

    UUID account() {
        return account;
    }

    UUID message() {
        return message;
    }

    UUID identity() {
        return identity;
    }

    Address peer() {
        return peer;
    }

    Deliveries.Row row() {
        return new Deliveries.Row(account, message);
    }

    MessageState state() {
        return state;
    }

    Optional<String> reason() {
        return reason;
    }

    Method method() {
        return method;
    }

    Optional<Float> progress() {
        return progress;
    }

    OptionalInt stampValue() {
        return stampValue;
    }

    boolean isDelivered() {
        return delivered;
    }

    OptionalInt attempts() {
        return attempts;
    }

    Optional<Instant> nextAttempt() {
        return nextAttempt;
    }

    Optional<byte[]> stamp() {
        return stamp;
    }
}
