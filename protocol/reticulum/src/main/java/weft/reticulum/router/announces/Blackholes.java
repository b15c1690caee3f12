package weft.reticulum.router.announces;

import java.util.LinkedHashMap;
import java.util.Map;
import weft.reticulum.Address;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.paths.PathTable;
import weft.reticulum.router.time.CallTime;

/** Identities that are ignored (rns-core §17.3). */
final class Blackholes {

    private final CallTime time;
    private final Drops drops;
    private final PathTable paths;
    private final int bound;
    private final Map<Address, Long> until = new LinkedHashMap<>();

    Blackholes(CallTime time, Drops drops, PathTable paths, int bound) {
        this.time = time;
        this.drops = drops;
        this.paths = paths;
        this.bound = bound;
    }

    boolean contains(Address identity) {
        Long end = until.get(identity);
        if (end == null) {
            return false;
        }
        if (end <= time.unixSeconds()) {
            until.remove(identity);
            return false;
        }
        return true;
    }

    void add(Address identity, long untilUnixSeconds) {
        until.values().removeIf(end -> end <= time.unixSeconds());
        if (until.size() >= bound && !until.containsKey(identity)) {
            drops.count(DropReason.TABLE_FULL);
            return;
        }
        until.put(identity, untilUnixSeconds);
        paths.removeIf(path -> path.identity().equals(identity));
    }

    void lift(Address identity) {
        until.remove(identity);
    }

    int size() {
        return until.size();
    }
}
