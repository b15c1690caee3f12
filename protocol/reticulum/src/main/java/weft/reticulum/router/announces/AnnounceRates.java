package weft.reticulum.router.announces;

import weft.reticulum.Address;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.interfaces.AnnouncePolicy;
import weft.reticulum.router.table.AddressTable;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;

/** How often destinations announce themselves, and which of them too often to be rebroadcast (rns-core §11.7). */
final class AnnounceRates {

    private static final int STANDARD_TARGET = 3600;
    private static final int STANDARD_GRACE = 5;

    private final CallTime time;
    private final Drops drops;
    private final AddressTable<Rate> rates;

    AnnounceRates(CallTime time, Drops drops, AddressTable<Rate> rates) {
        this.time = time;
        this.drops = drops;
        this.rates = rates;
    }

    /** What is kept of one destination. */
    static final class Rate extends AddressTable.Entry {
        private long last;
        private int violations;
        private long blockedUntil;

        private Rate(Address destination, long now) {
            super(destination.high(), destination.low());
            last = now;
        }

        int violations() {
            return violations;
        }

        /** In monotonic nanoseconds; 0 when it was never blocked. */
        long blockedUntil() {
            return blockedUntil;
        }
    }

    /** Counts an announce that updated the path table; whether it may be rebroadcast. */
    boolean allows(Address destination, AnnouncePolicy policy) {
        boolean set = policy.rateTarget() > 0;
        long target = Seconds.nanos(set ? policy.rateTarget() : STANDARD_TARGET);
        long penalty = Seconds.nanos(set ? policy.ratePenalty() : 0);
        int grace = set ? policy.rateGrace() : STANDARD_GRACE;
        Rate rate = rates.get(destination);
        if (rate == null) {
            if (rates.put(new Rate(destination, time.now())) != null) {
                drops.count(DropReason.TABLE_FULL);
            }
            return true;
        }
        rates.touch(rate);
        return count(rate, target, penalty, grace);
    }

    /** What is kept of the destination, or null. */
    Rate get(Address destination) {
        return rates.get(destination);
    }

    int size() {
        return rates.size();
    }

    private boolean count(Rate rate, long target, long penalty, int grace) {
        long now = time.now();
        if (rate.blockedUntil != 0 && now <= rate.blockedUntil) {
            return false;
        }
        rate.violations = now - rate.last < target ? rate.violations + 1 : Math.max(0, rate.violations - 1);
        if (rate.violations > grace) {
            rate.blockedUntil = rate.last + target + penalty;
            return false;
        }
        rate.last = now;
        return true;
    }
}
