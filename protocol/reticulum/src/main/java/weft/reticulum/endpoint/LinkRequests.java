package weft.reticulum.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import weft.reticulum.Address;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.LinkTimes;

/** The own requests on one link that have no answer yet (links-and-resources §14). */
final class LinkRequests {

    private static final long RESPONSE_TIME = 11_250_000_000L;

    private final LinkPort port;
    private final int capacity;
    private final SequencedMap<Address, Pending> pending = new LinkedHashMap<>();

    /** What a request waits for. */
    private enum Phase {
        /** The Router's word that its packet left. */
        LEAVING,
        /** The proof of the resource that it is. */
        UPLOADING,
        /** The response. */
        WAITING,
        /** The rest of a response that has been advertised. */
        DOWNLOADING
    }

    /** One request. */
    static final class Pending {
        private final long ref;
        private final long outboundRef;
        private final long timeout;
        private final long responseBytes;
        private Phase phase;
        private long deadline;

        private Pending(EndpointCommand.SendRequest command, long outboundRef, long rtt) {
            this.ref = command.ref();
            this.outboundRef = outboundRef;
            this.timeout = command.timeoutNanos().orElse(6 * rtt + RESPONSE_TIME);
            this.responseBytes = command.responseBytes();
        }

        private void enter(Phase next, long until) {
            phase = next;
            deadline = until;
        }

        long ref() {
            return ref;
        }

        /** Largest response that the asker takes. */
        long responseBytes() {
            return responseBytes;
        }
    }

    LinkRequests(LinkPort port, int capacity) {
        this.port = port;
        this.capacity = capacity;
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    boolean isFull() {
        return pending.size() >= capacity;
    }

    /** A request that left in a packet, under this number to the Router. */
    void addPacket(long now, Address id, EndpointCommand.SendRequest command, long outboundRef) {
        Pending request = new Pending(command, outboundRef, port.link().rtt());
        request.enter(Phase.LEAVING, now + LinkTimes.OUTCOME + request.timeout);
        pending.put(id, request);
    }

    /** A request that leaves as a resource: its time runs from the resource's proof. */
    void addResource(Address id, EndpointCommand.SendRequest command) {
        Pending request = new Pending(command, 0, port.link().rtt());
        request.enter(Phase.UPLOADING, Long.MAX_VALUE);
        pending.put(id, request);
    }

    void onSent(long now, long outboundRef) {
        pending.values().forEach(request -> {
            if (request.phase == Phase.LEAVING && request.outboundRef == outboundRef) {
                request.enter(Phase.WAITING, now + request.timeout);
            }
        });
    }

    void onNotSent(long outboundRef, FailureReason reason) {
        List.copyOf(pending.entrySet()).forEach(entry -> {
            if (entry.getValue().phase == Phase.LEAVING && entry.getValue().outboundRef == outboundRef) {
                onRequestFailed(entry.getKey(), reason);
            }
        });
    }

    void onRequestDelivered(long now, Address id) {
        find(id).filter(request -> request.phase == Phase.UPLOADING)
                .ifPresent(request -> request.enter(Phase.WAITING, now + request.timeout));
    }

    void onRequestFailed(Address id, FailureReason reason) {
        Pending request = pending.remove(id);
        if (request != null) {
            port.fail(request.ref, reason);
        }
    }

    Optional<Pending> find(Address id) {
        return Optional.ofNullable(pending.get(id));
    }

    /** The answer is coming as a resource, whose timers count from now on. */
    void onResponseAdvertised(Address id) {
        find(id).ifPresent(request -> request.enter(Phase.DOWNLOADING, Long.MAX_VALUE));
    }

    /** The answer is there. */
    void remove(Address id) {
        pending.remove(id);
    }

    void onDeadline(long now) {
        List.copyOf(pending.entrySet()).forEach(entry -> {
            if (now >= entry.getValue().deadline) {
                onRequestFailed(
                        entry.getKey(),
                        entry.getValue().phase == Phase.LEAVING
                                ? FailureReason.OUTCOME_UNKNOWN
                                : FailureReason.TIMED_OUT);
            }
        });
    }

    long nextDeadline() {
        long next = Long.MAX_VALUE;
        for (Pending request : pending.values()) {
            next = Math.min(next, request.deadline);
        }
        return next;
    }

    void failAll(FailureReason reason) {
        List.copyOf(pending.keySet()).forEach(id -> onRequestFailed(id, reason));
    }
}
