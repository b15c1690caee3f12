package weft.reticulum.endpoint;

import java.util.List;
import weft.reticulum.identity.Ratchet;

/**
 * The own ratchets of a destination as its host stored them.
 *
 * @param newestFirst at most 512; each costs a key agreement for every packet that no newer one opens
 * @param rotatedAt wall clock of the newest, in Unix seconds; 0 when there is none
 */
public record RetainedRatchets(List<Ratchet> newestFirst, long rotatedAt) {

    /** A destination that was never announced. */
    public static final RetainedRatchets NONE = new RetainedRatchets(List.of(), 0);

    /** Keeps a copy of the list. */
    public RetainedRatchets {
        newestFirst = List.copyOf(newestFirst);
        if (newestFirst.size() > EndpointOptions.RETAINED_RATCHETS) {
            throw new IllegalArgumentException("at most 512 ratchets are kept, not " + newestFirst.size());
        }
    }
}
