package weft.lxmf.delivery;

import weft.lxmf.message.DeliveryMethod;
import weft.lxmf.message.Representation;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.LinkCloseReason;

/** One thing that happened to an outbound message. The host puts it into words and adds the time. */
public sealed interface TraceStep {

    /** The mesh is asked for a path to the recipient, for the {@code request}-th time since it was last heard. */
    record PathAsked(int request) implements TraceStep {}

    /** The mesh knows a path. */
    record PathFound(int hops) implements TraceStep {}

    /** The recipient announced itself. */
    record RecipientHeard() implements TraceStep {}

    /** How the message goes, which may differ from what was asked for when it does not fit. */
    record MethodChosen(DeliveryMethod method, Representation representation, int bytes) implements TraceStep {}

    /** The recipient asks for work; the message waits for its turn and for the stamp. */
    record StampNeeded(int cost) implements TraceStep {}

    /** The work is done. */
    record StampMade(int value) implements TraceStep {}

    /** A ticket from the recipient pays instead of work. */
    record TicketUsed() implements TraceStep {}

    /** The packet left the node; {@code hops} is 128 when no path was known and it went out everywhere. */
    record PacketSent(int attempt, int hops) implements TraceStep {}

    /** A link to the recipient is being opened. */
    record LinkOpening(int attempt) implements TraceStep {}

    /** The link stands. */
    record LinkEstablished(long rttNanos) implements TraceStep {}

    /** A link that was open already is used; {@code backchannel} when the recipient had opened it. */
    record LinkReused(boolean backchannel) implements TraceStep {}

    /** The message is being sent on the link. */
    record SendingOnLink(int attempt, Representation representation, int bytes) implements TraceStep {}

    /** The recipient proved it. */
    record Proven() implements TraceStep {}

    /** An attempt came to nothing. */
    record AttemptFailed(int attempt, FailureReason reason) implements TraceStep {}

    /** A bound of this node stood in the way. That is no attempt; it is told once until the message is on its way. */
    record Crowded() implements TraceStep {}

    /** The link could not be opened, or ended before the message was proven. */
    record LinkEnded(int attempt, LinkCloseReason reason) implements TraceStep {}

    /** The next attempt is due after that time at the latest. */
    record RetryAfter(long nanos) implements TraceStep {}

    /** The attempts are used up; the message rests for that time at the longest, or until the recipient is heard. */
    record Resting(long nanos) implements TraceStep {}
}
