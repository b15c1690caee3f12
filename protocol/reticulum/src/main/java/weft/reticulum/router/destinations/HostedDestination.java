package weft.reticulum.router.destinations;

import weft.reticulum.Address;
import weft.reticulum.hosting.HostedRole;
import weft.reticulum.router.table.AddressTable;

/** A destination that an Endpoint hosts behind this Router. */
public final class HostedDestination extends AddressTable.Entry {

    private HostedRole role;
    private long epoch;
    private long heardAt;
    private long usedAt;
    private byte[] announce;

    HostedDestination(Address owner) {
        super(owner.high(), owner.low());
    }

    /** Its last announce as it left, or null. */
    public byte[] announce() {
        return announce;
    }

    /** It made an announce. */
    public void announced(byte[] raw) {
        announce = raw;
    }

    /** A packet came or went. */
    public void used(long now) {
        usedAt = now;
    }

    long usedAt() {
        return usedAt;
    }

    /** Its Endpoint says that it is here. */
    void heard(long ofEpoch, HostedRole as, long now) {
        epoch = ofEpoch;
        role = as;
        heardAt = now;
    }

    HostedRole role() {
        return role;
    }

    long epoch() {
        return epoch;
    }

    long heardAt() {
        return heardAt;
    }
}
