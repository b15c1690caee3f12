package weft.reticulum.router.paths;

import java.util.List;
import weft.reticulum.Address;
import weft.reticulum.announce.Emission;

/**
 * One row of the path table as a value, for people (rns-core §10.2).
 *
 * @param nextHop a transport id, or the destination itself where it is a neighbour
 * @param hops 1 for a neighbour
 * @param interfaceId where it was heard
 * @param ageSeconds since the path was last made, used or refreshed
 * @param lifetimeSeconds from then: the path ends after {@code lifetimeSeconds - ageSeconds}
 * @param emissions random fields of the announces seen, newest last, at most 64
 * @param announce the announce as received, the hop count not incremented
 */
public record PathRow(
        Address destination,
        Address nextHop,
        int hops,
        int interfaceId,
        long ageSeconds,
        long lifetimeSeconds,
        PathState state,
        List<Emission> emissions,
        byte[] announce) {}
