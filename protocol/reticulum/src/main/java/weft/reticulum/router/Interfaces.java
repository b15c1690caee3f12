package weft.reticulum.router;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The interfaces that are up, in order of their numbers. Finding one by number allocates nothing. */
final class Interfaces {

    private final List<MeshInterface> byId = new ArrayList<>();

    /** The interface, or null. */
    MeshInterface get(int id) {
        int at = position(id);
        return at < byId.size() && byId.get(at).id() == id ? byId.get(at) : null;
    }

    void add(MeshInterface added) {
        byId.add(position(added.id()), added);
    }

    void remove(MeshInterface gone) {
        byId.remove(position(gone.id()));
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
