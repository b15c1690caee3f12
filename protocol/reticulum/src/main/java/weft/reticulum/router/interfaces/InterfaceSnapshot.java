package weft.reticulum.router.interfaces;

import java.util.Map;
import weft.reticulum.router.drops.DropReason;

/**
 * The counters of one interface at one moment. Counts start with the interface and only grow.
 *
 * @param up whether it works
 * @param packetsIn,bytesIn taken from the host, dropped ones included
 * @param packetsOut,bytesOut handed to the host
 * @param announcesIn valid announces
 * @param announcesOut announces sent, own ones included
 * @param drops packets that went no further; reasons that never occurred are absent
 * @param queuedPackets,queuedBytes waiting for the interface now
 * @param queuedAnnounces waiting for bandwidth now
 * @param heldAnnounces held by ingress control now
 * @param announceFrequency,requestFrequency announces and path requests that come in, in hertz
 * @param announceBurst,requestBurst whether ingress control is at work
 */
public record InterfaceSnapshot(
        int interfaceId,
        InterfaceProperties properties,
        boolean up,
        long packetsIn,
        long bytesIn,
        long packetsOut,
        long bytesOut,
        long announcesIn,
        long announcesOut,
        Map<DropReason, Long> drops,
        int queuedPackets,
        long queuedBytes,
        int queuedAnnounces,
        int heldAnnounces,
        double announceFrequency,
        double requestFrequency,
        boolean announceBurst,
        boolean requestBurst) {

    /** Packets that broke the protocol. */
    public long violations() {
        return drops.entrySet().stream()
                .filter(drop -> drop.getKey().violation())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
