package weft.reticulum.router.interfaces;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.function.ToIntFunction;
import weft.reticulum.router.table.Bound;

/**
 * The interfaces there are, in order of their numbers. Finding one by number allocates nothing.
 *
 * <p>What waits for one of them has a bound, and what waits for all of them together too: past {@value #WITH_ALL} interfaces each has only
 * its share of that. Whoever opens many connections and reads from none of them would else fill the memory.
 */
public final class Interfaces {

    /** So many may each hold as much as one alone. */
    private static final int WITH_ALL = 4;

    /** No share is smaller than this part of what one alone may hold. */
    private static final int SMALLEST = 256;

    private final int packets;
    private final int bytes;
    private final int announces;
    private final List<RouterInterface> byId = new ArrayList<>();
    private List<RouterInterface> online = List.of();

    /**
     * @param packets that may wait for one interface
     * @param bytes that may wait for one interface
     * @param announces forwarded ones that may wait for bandwidth on one interface
     */
    public Interfaces(int packets, int bytes, int announces) {
        this.packets = packets;
        this.bytes = bytes;
        this.announces = announces;
    }

    /** The interface, working or not; or null. */
    public RouterInterface get(int id) {
        int at = position(id);
        return at < byId.size() && byId.get(at).id() == id ? byId.get(at) : null;
    }

    /** One works that was not there. */
    public RouterInterface add(int id, InterfaceProperties properties, long now) {
        EgressQueue queue = new EgressQueue(() -> share(packets), () -> share(bytes));
        AnnounceQueue waiting = new AnnounceQueue(properties, () -> share(announces));
        RouterInterface added = new RouterInterface(id, properties, now, queue, waiting);
        byId.add(position(id), added);
        changed();
        return added;
    }

    /** One works again. */
    public void up(RouterInterface known, InterfaceProperties current) {
        known.up(current);
        changed();
    }

    /** One does not work for now. */
    public void down(RouterInterface off) {
        off.down();
        changed();
    }

    /** One is gone for good. */
    public void remove(RouterInterface gone) {
        byId.remove(position(gone.id()));
        changed();
    }

    private void changed() {
        online = byId.stream().filter(RouterInterface::isUp).toList();
    }

    /** How much of what one alone may hold each may hold now. */
    int share(int bound) {
        long equal = (long) bound * WITH_ALL / Math.max(WITH_ALL, byId.size());
        return (int) Math.max(equal, (bound + SMALLEST - 1) / SMALLEST);
    }

    /** Those that work. */
    public List<RouterInterface> online() {
        return online;
    }

    /** All of them; a view, not to be kept over a change. */
    public List<RouterInterface> all() {
        return Collections.unmodifiableList(byId);
    }

    /** Reports how full the queues are, the fullest of each kind. */
    public void measure(ObjIntConsumer<Bound> sizes) {
        sizes.accept(Bound.ANNOUNCE_QUEUE, largest(each -> each.announces().size()));
        sizes.accept(Bound.EGRESS_PACKETS, largest(each -> each.queue().packets()));
        sizes.accept(Bound.EGRESS_BYTES, largest(each -> (int) each.queue().bytes()));
    }

    private int largest(ToIntFunction<RouterInterface> size) {
        return byId.stream().mapToInt(size).max().orElse(0);
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
