package weft.reticulum.router;

import java.util.List;
import java.util.function.BooleanSupplier;
import weft.reticulum.Address;
import weft.reticulum.announce.Announce;
import weft.reticulum.router.paths.PathRow;

/** What a {@link Router} tells its host, apart from packets. */
public sealed interface RouterOutput {

    /**
     * A signature to check, on any thread; the answer is {@link RouterInput.SignatureChecked}. Without an answer within 15 s
     * the packet is dropped.
     *
     * @param signature does the work, some 80 µs: whether it is valid
     */
    record VerifySignature(long ticket, BooleanSupplier signature) implements RouterOutput {

        /** Does the work and makes the answer of it. */
        public RouterInput.SignatureChecked check() {
            return new RouterInput.SignatureChecked(ticket, signature.getAsBoolean());
        }
    }

    /**
     * A valid announce was accepted into the path table (rns-core §9.3, §10.2), or a hosted destination announced itself.
     *
     * @param hops 1 for a neighbour, 0 for a hosted destination
     * @param interfaceId where it was heard; 0 for a hosted destination
     * @param raw the packet as received
     */
    record AnnounceHeard(Announce announce, int hops, int interfaceId, byte[] raw) implements RouterOutput {}

    /** A path is new or different. */
    record PathChanged(PathRow path) implements RouterOutput {}

    /** Paths that are no more: expired, dropped, pushed out, or their interface is gone. */
    record PathsLost(List<Address> destinations) implements RouterOutput {}
}
