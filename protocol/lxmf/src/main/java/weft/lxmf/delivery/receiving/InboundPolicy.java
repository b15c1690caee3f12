package weft.lxmf.delivery.receiving;

import java.util.OptionalInt;
import weft.reticulum.Address;

/**
 * What a member wants of messages that come in.
 *
 * @param own the member's delivery destination
 * @param stampCost bits of work asked for; empty when none
 * @param enforceStamps whether messages without it are refused rather than marked
 * @param strangers what happens to messages of sources that are no contact
 */
public record InboundPolicy(Address own, OptionalInt stampCost, boolean enforceStamps, Strangers strangers) {

    /** What happens to messages of strangers. */
    public enum Strangers {
        /** Delivered like any other. */
        ALLOW,
        /** Delivered, and marked as a request to be let in. */
        REQUEST,
        /** Refused. */
        REFUSE
    }
}
