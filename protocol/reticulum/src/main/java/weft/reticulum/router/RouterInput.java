package weft.reticulum.router;

import weft.reticulum.Address;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.router.interfaces.InterfaceProperties;

/** What a host tells a {@link Router}, apart from packets and the time. */
public sealed interface RouterInput {

    /**
     * An interface works: for the first time, or again after {@link InterfaceOffline}, and then possibly with other
     * properties. It has no budget until the next {@link InterfaceWritable}.
     *
     * @param interfaceId at least 1; of no other interface in this run of the Router
     */
    record InterfaceUp(int interfaceId, InterfaceProperties properties) implements RouterInput {
        public InterfaceUp {
            if (interfaceId < 1) {
                throw new IllegalArgumentException("interface numbers start at 1, not " + interfaceId);
            }
        }
    }

    /**
     * The interface does not work for now, as an uplink that will connect again. What waits for it is refused; its paths and
     * links stay, but are of no use until {@link InterfaceUp}. Unknown numbers are ignored.
     */
    record InterfaceOffline(int interfaceId) implements RouterInput {}

    /** The interface is gone for good: its paths, links and reverse entries go too. Unknown numbers are ignored. */
    record InterfaceDown(int interfaceId) implements RouterInput {}

    /**
     * The interface can take this many bytes now. Replaces what was left of an earlier budget; a packet may overdraw it once.
     *
     * @param budget in bytes of packets; {@link Long#MAX_VALUE} for an interface that is never full
     */
    record InterfaceWritable(int interfaceId, long budget) implements RouterInput {}

    /** An Endpoint speaks. */
    record FromEndpoint(ToRouter record) implements RouterInput {}

    /**
     * The answer to {@link RouterOutput.VerifySignature}. May come in any order, twice or never; announces of one
     * destination are taken up in the order in which they came from the mesh.
     */
    record SignatureChecked(long ticket, boolean valid) implements RouterInput {}

    /** Ask the mesh for a path. Nothing happens when the destination was asked for less than 20 s ago. */
    record RequestPath(Address destination) implements RouterInput {}

    /** Forget the path. */
    record DropPath(Address destination) implements RouterInput {}

    /** Forget every path whose next hop is that transport node. */
    record DropPathsVia(Address transportId) implements RouterInput {}

    /** Forget the announces that wait for bandwidth, on all interfaces. */
    record DropAnnounceQueues() implements RouterInput {}

    /**
     * Ignore an identity: its announces are dropped, its paths forgotten (rns-core §17.3).
     *
     * @param untilUnixSeconds when it ends; {@link Long#MAX_VALUE} for never
     */
    record Blackhole(Address identity, long untilUnixSeconds) implements RouterInput {}

    /** Stop ignoring an identity. */
    record LiftBlackhole(Address identity) implements RouterInput {}
}
