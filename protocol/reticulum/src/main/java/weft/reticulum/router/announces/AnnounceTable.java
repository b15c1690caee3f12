package weft.reticulum.router.announces;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import weft.reticulum.Address;
import weft.reticulum.announce.AnnounceForm;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.Packet;
import weft.reticulum.router.interfaces.AnnounceEgress;
import weft.reticulum.router.interfaces.HeardAnnounce;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.paths.PathEntry;
import weft.reticulum.router.paths.PathTable;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;
import weft.reticulum.router.time.Timer;

/**
 * Announces that a transport node still has to pass on: once, and once more unless a neighbour is heard doing it
 * (rns-core §11.2–§11.4).
 */
final class AnnounceTable implements Timer {

    private static final long TICK = Seconds.nanos(0.25);
    private static final long REPEAT = Seconds.nanos(5.5);
    private static final double RANDOM_WINDOW = 0.5;
    private static final int TRANSMISSIONS = 2;
    private static final int NEIGHBOURS_ENOUGH = 2;

    private final CallTime time;
    private final RandomGenerator random;
    private final Address transportId;
    private final PathTable paths;
    private final AnnounceEgress egress;
    private final int bound;
    private final Map<Address, Rebroadcast> entries = new LinkedHashMap<>();
    private long nextTick = Timer.NONE;

    AnnounceTable(
            CallTime time,
            RandomGenerator random,
            Address transportId,
            PathTable paths,
            AnnounceEgress egress,
            int bound) {
        this.time = time;
        this.random = random;
        this.transportId = transportId;
        this.paths = paths;
        this.egress = egress;
        this.bound = bound;
    }

    private static final class Rebroadcast {
        private final HeardAnnounce heard;
        private long nextAt;
        private int transmissions;
        private int neighbours;

        private Rebroadcast(HeardAnnounce heard, long nextAt) {
            this.heard = heard;
            this.nextAt = nextAt;
        }
    }

    /**
     * Takes an accepted announce in, instead of an earlier one of the destination.
     *
     * @return false when there is no room
     */
    boolean add(HeardAnnounce heard) {
        if (entries.size() >= bound && !entries.containsKey(heard.destination())) {
            return false;
        }
        long first = time.now() + Seconds.nanos(random.nextDouble() * RANDOM_WINDOW);
        entries.put(heard.destination(), new Rebroadcast(heard, first));
        if (nextTick == Timer.NONE) {
            nextTick = time.now() + TICK;
        }
        return true;
    }

    boolean contains(Address destination) {
        return entries.containsKey(destination);
    }

    int size() {
        return entries.size();
    }

    /** A valid copy of an announce came in through a transport node: a neighbour may have done our work. */
    void heardAgain(HeardAnnounce copy) {
        Rebroadcast entry = entries.get(copy.destination());
        if (entry == null || copy.via().isEmpty()) {
            return;
        }
        int behind = copy.hops() - 1 - entry.heard.hops();
        if (behind == 0) {
            entry.neighbours++;
            if (entry.transmissions > 0 && entry.neighbours >= NEIGHBOURS_ENOUGH) {
                entries.remove(copy.destination());
            }
        } else if (behind == 1 && entry.transmissions > 0 && time.now() < entry.nextAt) {
            entries.remove(copy.destination());
        }
    }

    /** What was heard there has no path any more that it could tell of. */
    void interfaceDown(RouterInterface gone) {
        entries.values().removeIf(entry -> entry.heard.on() == gone);
    }

    @Override
    public long nextDeadline() {
        return nextTick;
    }

    @Override
    public void onDeadline() {
        entries.values().removeIf(entry -> entry.transmissions >= TRANSMISSIONS);
        List<Rebroadcast> due = new ArrayList<>();
        for (Rebroadcast entry : entries.values()) {
            if (time.now() > entry.nextAt) {
                entry.nextAt = time.now() + REPEAT;
                entry.transmissions++;
                due.add(entry);
            }
        }
        due.sort(Comparator.comparingInt(entry -> entry.heard.hops()));
        due.forEach(this::transmit);
        nextTick = entries.isEmpty() ? Timer.NONE : time.now() + TICK;
    }

    private void transmit(Rebroadcast entry) {
        PathEntry path = paths.get(entry.heard.destination());
        if (path == null || entry.heard.hops() >= Packet.MAX_HOPS) {
            return;
        }
        byte[] packet = AnnounceForm.inTransport(entry.heard.raw(), entry.heard.hops(), Context.NONE, transportId);
        if (packet.length <= Packet.MTU) {
            egress.flood(entry.heard, path.on(), packet);
        }
    }
}
