package weft.lxmf.delivery.receiving;

import java.util.Optional;
import java.util.OptionalInt;
import weft.lxmf.delivery.receiving.InboundPolicy.Strangers;
import weft.lxmf.message.DeliveryMethod;
import weft.lxmf.message.FieldReading;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageRejection;
import weft.lxmf.stamp.Stamp;
import weft.lxmf.ticket.Ticket;
import weft.reticulum.Rejection;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.Identity;

/**
 * What becomes of a journalled message (lxmf §15): a pure function of its bytes, what is known, and what the member wants, so
 * that it can be repeated after a crash. The bytes were proven before: a refused message looks delivered to its sender.
 *
 * <p>The cheap questions come first, because checking a proof of work takes tens of milliseconds: call it on a pool.
 */
public sealed interface InboundDecision {

    /**
     * Keep and show it.
     *
     * @param request whether it is a stranger's, to be shown as a request
     * @param stamp what its stamp is worth: bits of work, {@link Stamp#TICKET_VALUE} for a ticket; empty when none was asked for
     *     or none came
     * @param stampValid whether that is as much as asked for
     * @param ticket that it brings for writing back, only ever with a valid signature
     */
    record Deliver(
            Message message,
            SignatureState signature,
            boolean request,
            OptionalInt stamp,
            boolean stampValid,
            Optional<Ticket> ticket)
            implements InboundDecision {

        /** Whether the source's key should be asked for, and the signature be looked at again when it comes. */
        public boolean wantsSenderKey() {
            return signature == SignatureState.UNVERIFIED;
        }
    }

    /** Keep only that it was refused. */
    record Refuse(Rejection reason) implements InboundDecision {}

    /** It was decided before: nothing to do. */
    record Duplicate() implements InboundDecision {}

    /** Why a well-formed message is refused. */
    enum Refusal implements Rejection {
        /** Addressed to somebody else. */
        OTHER_RECIPIENT,
        /** Its author is on the node's blackhole list. */
        BLACKHOLED,
        /** The member blocked the source. */
        BLOCKED,
        /** The member takes no messages of strangers. */
        STRANGER,
        /** No stamp or ticket, or not enough, where one must be. */
        WORTHLESS_STAMP
    }

    /**
     * Decides.
     *
     * @param message from {@link Message#unpack}; what that refuses is refused with its {@link MessageRejection}
     * @param method paper messages need no stamp
     * @param unixTime seconds since 1970, for tickets
     */
    static InboundDecision decide(
            Message message, DeliveryMethod method, SenderStanding sender, InboundPolicy policy, double unixTime) {
        if (!message.destination().equals(policy.own())) {
            return new Refuse(Refusal.OTHER_RECIPIENT);
        }
        if (sender.blackholed()) {
            return new Refuse(Refusal.BLACKHOLED);
        }
        if (sender.seenBefore()) {
            return new Duplicate();
        }
        if (sender.blocked()) {
            return new Refuse(Refusal.BLOCKED);
        }
        SignatureState signature = verify(message, sender.identity());
        boolean stranger = !sender.contact() || signature == SignatureState.INVALID;
        if (stranger && policy.strangers() == Strangers.REFUSE) {
            return new Refuse(Refusal.STRANGER);
        }
        StampCheck stamp = StampCheck.of(message, policy.stampCost(), sender.tickets(), unixTime);
        if (policy.stampCost().isPresent()
                && !stamp.paid()
                && policy.enforceStamps()
                && method != DeliveryMethod.PAPER) {
            return new Refuse(Refusal.WORTHLESS_STAMP);
        }
        return new Deliver(
                message,
                signature,
                stranger && policy.strangers() == Strangers.REQUEST,
                stamp.value(),
                stamp.paid(),
                ticketIn(message, signature));
    }

    /**
     * Looks at the signature; again when the source's key has come.
     *
     * @param source the key of the source; one of somebody else counts as none
     */
    static SignatureState verify(Message message, Optional<Identity> source) {
        return source.filter(identity -> DestinationName.LXMF_DELIVERY
                        .destination(identity.hash())
                        .equals(message.source()))
                .map(identity -> message.isSignedBy(identity) ? SignatureState.VALID : SignatureState.INVALID)
                .orElse(SignatureState.UNVERIFIED);
    }

    /** The ticket that a message brings, once its signature is valid. */
    static Optional<Ticket> ticketIn(Message message, SignatureState signature) {
        return signature == SignatureState.VALID
                ? message.fields().ticket().map(FieldReading::value)
                : Optional.empty();
    }
}
