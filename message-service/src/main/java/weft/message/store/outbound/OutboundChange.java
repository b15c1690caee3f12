package weft.message.store.outbound;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import weft.message.domain.Method;
import weft.message.domain.StateChange;
import weft.message.domain.StateChange.Trace;

/** Something that happened to an outbound message. Changes of one message are written in the order in which they are given. */
public sealed interface OutboundChange {

    UUID account();

    UUID message();

    /**
     * It came to a state. A message in a final state stays as it is, and so does one that is in that state for that reason, but for the
     * method; then there is neither a step of the trace nor an event.
     *
     * @param givesTicket whether its recipient has a ticket with it, when it is delivered
     */
    record Became(UUID account, UUID message, StateChange change, boolean givesTicket) implements OutboundChange {

        public Became(UUID account, UUID message, StateChange change) {
            this(account, message, change, false);
        }
    }

    /**
     * A step of the trace.
     *
     * @param method by which it really travels, where the step says so
     * @param stampValue bits of a stamp or ticket, where the step says so
     */
    record Told(UUID account, UUID message, Trace step, Optional<Method> method, OptionalInt stampValue)
            implements OutboundChange {

        public Told(UUID account, UUID message, Trace step) {
            this(account, message, step, Optional.empty(), OptionalInt.empty());
        }
    }

    /** How far a transfer is, 0 to 1. */
    record Progressed(UUID account, UUID message, float progress) implements OutboundChange {}

    /** A proof of work was found, which later attempts use. */
    record Stamped(UUID account, UUID message, byte[] stamp, int value) implements OutboundChange {}

    /** It has been tried this often. */
    record Tried(UUID account, UUID message, int attempts) implements OutboundChange {}

    /** Its row in the queue is given back: it is due again at the given time. */
    record Returned(UUID account, UUID message, int attempts, Instant nextAttempt) implements OutboundChange {}

    /** Its journey has ended: its row in the queue goes. */
    record Ended(UUID account, UUID message) implements OutboundChange {}
}
