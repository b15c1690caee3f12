package weft.lxmf.delivery.sending;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import weft.lxmf.delivery.DeliveryCall;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.delivery.DeliveryState;
import weft.lxmf.message.DeliveryMethod;
import weft.reticulum.Address;
import weft.reticulum.Digest;

/** The unfinished messages, in the order in which they were submitted, and those under way by the ref of their command. */
final class OutboundQueue {

    private final Map<Digest, QueuedMessage> byId = new LinkedHashMap<>();
    private final Map<Long, QueuedMessage> byRef = new LinkedHashMap<>();
    private final DeliverySettings settings;
    private final StampDesk stamps;
    private long bytes;
    private int packetsUnderWay;

    OutboundQueue(DeliverySettings settings, StampDesk stamps) {
        this.settings = settings;
        this.stamps = stamps;
    }

    /** Whether one more message of this size is within the bounds. A single one always is. */
    boolean hasRoom(int size) {
        return byId.isEmpty() || byId.size() < settings.queueMessages() && bytes + size <= settings.queueBytes();
    }

    boolean contains(Digest id) {
        return byId.containsKey(id);
    }

    void add(QueuedMessage item) {
        byId.put(item.id, item);
        item.peer.queue.add(item);
        bytes += item.size();
    }

    Optional<QueuedMessage> find(Digest id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Messages at this moment; changes of the queue don't reach it. */
    List<QueuedMessage> all() {
        return List.copyOf(byId.values());
    }

    void underWay(QueuedMessage item, long ref, Optional<Address> link) {
        item.enter(QueuedMessage.Phase.IN_FLIGHT);
        item.ref = ref;
        item.link = link;
        byRef.put(ref, item);
        packetsUnderWay += link.isEmpty() ? 1 : 0;
    }

    Optional<QueuedMessage> underWay(long ref) {
        return Optional.ofNullable(byRef.get(ref));
    }

    /** The message's bytes are on the way no more. */
    void landed(QueuedMessage item) {
        if (byRef.remove(item.ref) != null && item.link.isEmpty()) {
            packetsUnderWay--;
        }
        item.link = Optional.empty();
    }

    /** Whether no more packets may be on the way outside links. */
    boolean packetsFull() {
        return packetsUnderWay >= settings.packets();
    }

    /** Unfinished messages. */
    int size() {
        return byId.size();
    }

    /** Their bytes. */
    long bytes() {
        return bytes;
    }

    boolean isUsed(Address link) {
        return byRef.values().stream().anyMatch(item -> item.link.equals(Optional.of(link)));
    }

    /** The message has come to its end: tells the host and forgets it. */
    void finish(QueuedMessage item, DeliveryState.Final state, DeliveryCall call) {
        stamps.leave(item.id, true, call);
        landed(item);
        item.enter(QueuedMessage.Phase.QUEUED);
        byId.remove(item.id);
        item.peer.queue.remove(item);
        bytes -= item.size();
        item.become(state, call);
    }

    /** Messages of a peer that wait for their link, in order. */
    static List<QueuedMessage> linking(Correspondent peer) {
        List<QueuedMessage> linking = new ArrayList<>();
        for (QueuedMessage item : peer.queue) {
            if (item.phase() == QueuedMessage.Phase.LINKING) {
                linking.add(item);
            }
        }
        return linking;
    }

    /** When something is due next: an attempt or the end of a lifetime; {@link Long#MAX_VALUE} for never. */
    long nextDeadline(long now) {
        long next = Long.MAX_VALUE;
        for (QueuedMessage item : byId.values()) {
            if (item.phase() == QueuedMessage.Phase.QUEUED && item.dueAt > now) {
                next = Math.min(next, item.dueAt);
            }
            if (item.phase() != QueuedMessage.Phase.IN_FLIGHT) {
                next = Math.min(next, item.expiresAt);
            }
        }
        return next;
    }

    /** Whether the message goes by that method now. */
    static boolean goesBy(QueuedMessage item, DeliveryMethod method) {
        return item.method.equals(Optional.of(method));
    }
}
