package weft.lxmf.delivery;

import weft.reticulum.Rejection;

/** Why delivery dropped what its Endpoint took; each constant is a drop counter. */
public enum DeliveryRejection implements Rejection {
    /** {@link DeliverySettings#assemblyBytes()} reached: an offer was passed over; its sender repeats it. */
    TOO_MANY_TRANSFERS,
    /** A transfer that was not accepted, or brings more than its sender said. */
    LONGER_THAN_OFFERED,
    /** The announce of a path is no delivery destination's. */
    NOT_A_DELIVERY_DESTINATION
}
