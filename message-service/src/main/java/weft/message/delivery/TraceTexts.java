package weft.message.delivery;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import weft.lxmf.delivery.DeliveryFailure;
import weft.lxmf.delivery.TraceStep;
import weft.lxmf.delivery.WaitReason;
import weft.lxmf.delivery.receiving.SignatureState;
import weft.lxmf.message.DeliveryMethod;
import weft.lxmf.message.Representation;
import weft.lxmf.stamp.Stamp;
import weft.message.domain.StateChange.Trace;

/** What happens to messages, in plain words: what happened and, where there is one, what to do next. */
public final class TraceTexts {

    /** A message was written. */
    static final String ACCEPTED = "Accepted and on disk.";

    /** It was withdrawn while it was on its way. */
    static final String WITHDRAWN = "You withdrew it. If it had left the node already, it may still arrive.";

    /** It reached another member of this node. */
    static final String DELIVERED_INSIDE = "Delivered inside this node; nothing went over the mesh.";

    /** It is too much for what the recipient, a member of this node, has left. */
    static final String RECIPIENT_FULL =
            "The recipient has no room for more messages. Send it again when they have deleted some.";

    /** Its signature can't be checked yet. */
    static final String SENDER_UNKNOWN =
            "The sender's keys are not known yet, so the signature can't be checked. The mesh is asked for them.";

    /** What is stored for it can't be used, and it waits. */
    public static final String LEFT_ASIDE =
            "This node can't use what it has stored for this message. It tries again; tell the operator.";

    /** What is stored for it could not be used for so long that it ended. */
    public static final String NEVER_USABLE =
            "Given up: this node could not use what it has stored for this message in time.";

    /** The other end of the link said no. */
    public static final String TRANSFER_REFUSED =
            "The recipient refused the transfer, as a rule because it is above its size limit.";

    /** It was tried as long as messages are. */
    public static final String EXPIRED = "Given up: it grew too old. Send it again if it still matters.";

    private static final int UNKNOWN_HOPS = 128;

    private TraceTexts() {}

    static String received(Intake.Way way) {
        String hops = way.reception().hops().isEmpty()
                ? ""
                : switch (way.reception().hops().getAsInt()) {
                    case 0 -> " from a member of this node";
                    case 1 -> " from a direct neighbour";
                    default -> " over " + way.reception().hops().getAsInt() + " hops";
                };
        return "Received" + hops + " and on disk.";
    }

    /** How the sender of a message that came paid for it. */
    static String paid(int value) {
        return value == Stamp.TICKET_VALUE
                ? "The sender paid with a ticket that you gave."
                : "The sender's stamp shows " + value + " bits of work.";
    }

    /** The recipient, a member of this node, wants more work than is done for one. */
    static String tooCostlyInside(int cost, int most) {
        return "Given up: the recipient asks for " + cost + " bits of work; this node does at most " + most + ".";
    }

    /** It is larger than the recipient, a member of this node, takes. */
    static String tooLargeInside(long limitKb) {
        return "The recipient takes messages of at most " + limitKb + " kB. Send less at a time.";
    }

    /** How far it came; nothing where that isn't known. */
    static Map<String, Object> facts(Intake.Way way) {
        return way.reception().hops().isEmpty()
                ? Map.of()
                : Map.of("hops", way.reception().hops().getAsInt());
    }

    /** Whether the keys that came are those it was signed with. */
    public static Map<String, Object> facts(SignatureState signature) {
        return Map.of("valid", signature == SignatureState.VALID);
    }

    /** The numbers and words in a step, by name, for a client that says it in another language; times are in milliseconds. */
    public static Map<String, Object> facts(TraceStep step) {
        return switch (step) {
            case TraceStep.PathAsked(int request) -> Map.of("request", request);
            case TraceStep.PathFound(int hops) -> Map.of("hops", hops);
            case TraceStep.MethodChosen(DeliveryMethod method, Representation representation, int bytes) ->
                Map.of("method", word(method), "as", word(representation), "bytes", bytes);
            case TraceStep.StampNeeded(int cost) -> Map.of("cost", cost);
            case TraceStep.StampMade(int value) -> Map.of("value", value);
            case TraceStep.PacketSent(int attempt, int hops) ->
                hops == UNKNOWN_HOPS ? Map.of("attempt", attempt) : Map.of("attempt", attempt, "hops", hops);
            case TraceStep.LinkOpening(int attempt) -> Map.of("attempt", attempt);
            case TraceStep.LinkEstablished(long rtt) -> Map.of("ms", millis(rtt));
            case TraceStep.LinkReused(boolean backchannel) -> Map.of("backchannel", backchannel);
            case TraceStep.SendingOnLink(int attempt, Representation representation, int bytes) ->
                Map.of("attempt", attempt, "as", word(representation), "bytes", bytes);
            case TraceStep.AttemptFailed(int attempt, var reason) -> Map.of("attempt", attempt, "reason", word(reason));
            case TraceStep.LinkEnded(int attempt, var reason) -> Map.of("attempt", attempt, "reason", word(reason));
            case TraceStep.RetryAfter(long nanos) -> Map.of("ms", millis(nanos));
            case TraceStep.Resting(long nanos) -> Map.of("ms", millis(nanos));
            case TraceStep.RecipientHeard _, TraceStep.TicketUsed _, TraceStep.Proven _, TraceStep.Crowded _ ->
                Map.of();
        };
    }

    private static long millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The step as it is kept. */
    public static Trace trace(TraceStep step) {
        return new Trace(code(step), of(step), facts(step));
    }

    /** The code of a step: its name in lower case with dashes. */
    public static String code(TraceStep step) {
        return step.getClass()
                .getSimpleName()
                .replaceAll("(?<=.)(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
    }

    public static String of(TraceStep step) {
        return switch (step) {
            case TraceStep.PathAsked(int request) ->
                request == 1
                        ? "No path to the recipient is known; the mesh is asked for one."
                        : "Still no path; the mesh was asked " + request
                                + " times. The recipient may be off the air: the message waits for it.";
            case TraceStep.PathFound(int hops) -> "A path was found: " + hops(hops) + ".";
            case TraceStep.RecipientHeard _ -> "The recipient announced itself, so the message is tried now.";
            case TraceStep.MethodChosen(DeliveryMethod method, Representation representation, int bytes) ->
                "Goes " + method(method) + " as " + representation(representation) + ", " + bytes + " bytes.";
            case TraceStep.StampNeeded(int cost) ->
                "The recipient asks for " + cost + " bits of work; the stamp is being made.";
            case TraceStep.StampMade(int value) -> "The stamp is made: " + value + " bits.";
            case TraceStep.TicketUsed _ -> "A ticket from the recipient pays; no work is needed.";
            case TraceStep.PacketSent(int attempt, int hops) ->
                hops == UNKNOWN_HOPS
                        ? "Attempt " + attempt + ": sent on all interfaces, since no path is known."
                        : "Attempt " + attempt + ": sent; the recipient is " + hops(hops) + ".";
            case TraceStep.LinkOpening(int attempt) ->
                "Attempt " + attempt + ": a link to the recipient is being opened.";
            case TraceStep.LinkEstablished(long rtt) -> "The link stands; a round trip takes " + duration(rtt) + ".";
            case TraceStep.LinkReused(boolean backchannel) ->
                backchannel ? "The recipient has a link open to us; it is used." : "An open link is used.";
            case TraceStep.SendingOnLink(int attempt, Representation representation, int bytes) ->
                "Attempt " + attempt + ": sending " + bytes + " bytes on the link as " + representation(representation)
                        + ".";
            case TraceStep.Proven _ -> "The recipient confirmed it.";
            case TraceStep.AttemptFailed(int attempt, var reason) ->
                "Attempt " + attempt + " came to nothing: " + plain(reason) + ".";
            case TraceStep.Crowded _ ->
                "This node has no room to send it at the moment. It is tried every second, which is no attempt.";
            case TraceStep.LinkEnded(int attempt, var reason) ->
                "Attempt " + attempt + ": the link ended before the message was confirmed: " + plain(reason) + ".";
            case TraceStep.RetryAfter(long nanos) -> "The next attempt follows within " + duration(nanos) + ".";
            case TraceStep.Resting(long nanos) ->
                "The attempts are used up for now. It is tried again when the recipient is heard, or within "
                        + duration(nanos) + ".";
        };
    }

    public static String verified(SignatureState signature) {
        return signature == SignatureState.VALID
                ? "The sender's keys came: the signature is valid."
                : "The sender's keys came: the signature is not by them. Somebody else wrote this, or changed it.";
    }

    public static String waiting(WaitReason reason) {
        return switch (reason) {
            case PATH -> "Waiting for a path to the recipient.";
            case KEY -> "Waiting for the recipient's keys, which come with its announce.";
            case STAMP -> "Waiting for the stamp that the recipient asks for.";
        };
    }

    public static String failed(DeliveryFailure failure) {
        return switch (failure) {
            case NO_PATH ->
                "Given up: nobody knows a path to the recipient. Check the address, or send again when it is on the air.";
            case NO_KEY ->
                "Given up: the recipient was never heard of. Check the address, or ask it to announce itself.";
            case NO_ANSWER -> "Given up: the recipient did not answer. Send again later.";
            case NO_PROOF ->
                "Given up: it was sent and never confirmed. It may have arrived; ask before you repeat it.";
            case TRANSFER_BROKEN ->
                "Given up: the transfer broke off each time. Try a smaller message or another time.";
            case TOO_LARGE -> "Given up: it is larger than this node may send.";
            case UNUSABLE_KEY -> "Given up: the recipient announces a key that can't be encrypted to.";
            case STAMP_TOO_COSTLY -> "Given up: the recipient asks for more work than this node does.";
        };
    }

    private static String hops(int hops) {
        return hops <= 1 ? "a direct neighbour" : hops + " hops away";
    }

    private static String method(DeliveryMethod method) {
        return switch (method) {
            case OPPORTUNISTIC -> "without a link";
            case DIRECT -> "over a link";
            case PROPAGATED -> "through a propagation node";
            case PAPER -> "on paper";
        };
    }

    private static String representation(Representation representation) {
        return switch (representation) {
            case PACKET, LINK_PACKET -> "one packet";
            case RESOURCE -> "a transfer in parts";
            case PAPER -> "a code";
        };
    }

    private static String plain(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String duration(long nanos) {
        Duration duration = Duration.ofNanos(nanos);
        if (duration.toMinutes() >= 2) {
            return duration.toMinutes() + " minutes";
        }
        return duration.toSeconds() >= 2 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
