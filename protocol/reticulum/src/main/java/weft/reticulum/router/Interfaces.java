package weft.reticulum.router;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The interfaces there are, in order of their numbers. Finding one by number allocates nothing.
 *
 * <p>What waits for one of them has a bound, and what waits for all of them together too: past {@value #WITH_ALL} interfaces each has only
 * its share of that. Whoever opens many connections and reads from none of them would else fill the memory.
 */
final class Interfaces {

    /** So many may each hold as much as one alone. */
    private static final int WITH_ALL = 4;

    /** No share is smaller than this part of what one alone may hold. */
    private static final int SMALLEST = 256;

    private final List<MeshInterface> byId = new ArrayList<>();
    private List<MeshInterface> online = List.of();

    /** The interface, working or not; or null. */
    MeshInterface get(int id) {
        int at = position(id);
        return at < byId.size() && byId.get(at).id() == id ? byId.get(at) : null;
    }

    void add(MeshInterface added) {
        byId.add(position(added.id()), added);
        changed();
    }

    void remove(MeshInterface gone) {
        byId.remove(position(gone.id()));
        changed();
    }

    /** One of them went offline, or works again. */
    void changed() {
        online = byId.stream().filter(MeshInterface::isUp).toList();
    }

    /** How much of what one alone may hold each may hold now. */
    int share(int bound) {
        long equal = (long) bound * WITH_ALL / Math.max(WITH_ALL, byId.size());
        return (int) Math.max(equal, (bound + SMALLEST - 1) / SMALLEST);
    }

    /** Those that work. */
    List<MeshInterface> online() {
        return online;
    }

    /** All of them; a view, not to be kept over a change. */
    List<MeshInterface> all() {
        return Collections.unmodifiableList(byId);
    }

    private int position(int id) {
        int low = 0;
        int high = byId.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byId.get(middle).id() < id) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
