package weft.reticulum.router.interfaces;

import java.util.LinkedHashMap;
import java.util.Map;
import weft.reticulum.Address;
import weft.reticulum.packet.Packet;
import weft.reticulum.router.time.Seconds;

/** What one interface lets in when much comes at once: holds announces, demotes path requests (rns-core §15). */
public final class IngressGate {

    private static final int REQUEST_QUIET_CHECKS = 3;

    private final IngressControl control;
    private final BurstDetector announces;
    private final BurstDetector requests;
    private final BurstDetector requestsOut;
    private final Map<Address, HeardAnnounce> held = new LinkedHashMap<>();

    IngressGate(IngressControl control, long now) {
        this.control = control;
        long newUntil = now + Seconds.nanos(control.newTime());
        long hold = Seconds.nanos(control.hold());
        this.announces = new BurstDetector(control.newBurstFrequency(), newUntil, control.burstFrequency(), hold, 0);
        this.requests = new BurstDetector(
                control.newRequestFrequency(), newUntil, control.requestFrequency(), hold, REQUEST_QUIET_CHECKS);
        this.requestsOut = new BurstDetector(0, 0, control.egressRequestFrequency(), 0, 0);
    }

    BurstDetector announces() {
        return announces;
    }

    BurstDetector requests() {
        return requests;
    }

    /** Counts a valid announce; whether announces of unknown destinations are to be held now. */
    public boolean holdsAnnounces(long now) {
        announces.count(now);
        return announces.check(now) && control.announces();
    }

    /** Counts a path request; whether it is to be demoted. */
    public boolean demotesRequests(long now) {
        requests.count(now);
        return requests.check(now) && control.requests();
    }

    /** Whether a recursive path request may leave here, counting it when it may. */
    public boolean passesRequest(long now) {
        if (control.egressRequestFrequency() == 0) {
            return true;
        }
        requestsOut.count(now);
        return requestsOut.frequency(now) <= control.egressRequestFrequency();
    }

    /**
     * Holds an announce, instead of an earlier one of the destination.
     *
     * @return false when it cannot be held: no room, or too far to be passed on
     */
    public boolean hold(HeardAnnounce heard) {
        boolean known = held.containsKey(heard.destination());
        if (heard.hops() >= Packet.MAX_HOPS - 1 || !known && held.size() >= control.maxHeld()) {
            return false;
        }
        held.put(heard.destination(), heard);
        return true;
    }

    /** How many announces are held. */
    public int heldCount() {
        return held.size();
    }

    /** Takes the held announce with the fewest hops out, when the burst is well over; else null. */
    public HeardAnnounce release(long now) {
        if (held.isEmpty() || !announces.isCalm(now, Seconds.nanos(control.penalty()))) {
            return null;
        }
        HeardAnnounce nearest = null;
        for (HeardAnnounce heard : held.values()) {
            if (nearest == null || heard.hops() < nearest.hops()) {
                nearest = heard;
            }
        }
        held.remove(nearest.destination());
        return nearest;
    }

    /** Nanoseconds between two releases. */
    public long releaseInterval() {
        return Seconds.nanos(control.releaseInterval());
    }
}
