package weft.reticulum.router;

import java.util.LinkedHashMap;
import java.util.Map;
import weft.reticulum.Address;

/** Identities that are ignored (rns-core §17.3). */
final class Blackholes {

    private final Turn turn;
    private final Drops drops;
    private final PathTable paths;
    private final int bound;
    private final Map<Address, Long> until = new LinkedHashMap<>();

    Blackholes(Turn turn, Drops drops, PathTable paths, int bound) {
        this.turn = turn;
        this.drops = drops;
        this.paths = paths;
        this.bound = bound;
    }

    boolean contains(Address identity) {
        Long end = until.get(identity);
        if (end == null) {
            return false;
        }
        if (end <= turn.unixSeconds()) {
            until.remove(identity);
            return false;
        }
        return true;
    }

    void add(Address identity, long untilUnixSeconds) {
        until.values().removeIf(end -> end <= turn.unixSeconds());
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
