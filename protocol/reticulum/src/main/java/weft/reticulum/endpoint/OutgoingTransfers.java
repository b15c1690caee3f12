package weft.reticulum.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.Entropy;
import weft.reticulum.link.FailureReason;
import weft.reticulum.resource.OutgoingResource;
import weft.reticulum.resource.OutgoingState;
import weft.reticulum.resource.PartRequest;
import weft.reticulum.resource.ResourceProof;
import weft.reticulum.resource.ResourceSender;

/** The resources that one link sends, one after the other (links-and-resources §19). */
final class OutgoingTransfers {

    private final LinkPort port;
    private final int capacity;
    private final Entropy entropy;
    private final LinkRequests requests;
    private final SequencedMap<Long, ResourceSender> queue = new LinkedHashMap<>();

    OutgoingTransfers(LinkPort port, int capacity, Entropy entropy, LinkRequests requests) {
        this.port = port;
        this.capacity = capacity;
        this.entropy = entropy;
        this.requests = requests;
    }

    /** Queues a resource and starts it when its turn comes; whatever is wrong with it fails the command. */
    boolean add(long now, long ref, OutgoingResource resource) {
        if (!resource.isSendable()) {
            port.fail(ref, FailureReason.TOO_LARGE);
            return false;
        }
        if (queue.size() >= capacity || queue.containsKey(ref)) {
            port.fail(ref, FailureReason.TOO_MANY);
            return false;
        }
        queue.put(ref, new ResourceSender(resource, entropy));
        settle(now);
        return true;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    boolean onRequest(long now, PartRequest request, Digest packetHash) {
        return first(now, sender -> {
            boolean taken = sender.onRequest(now, request, packetHash, port.link(), port.transport());
            if (taken && !sender.isOver() && isHostData(sender)) {
                long ref = queue.firstEntry().getKey();
                port.emit(new EndpointEvent.Progress(
                        ref, sender.sentBytes(), sender.resource().totalSize()));
            }
            return taken;
        });
    }

    boolean onProof(long now, ResourceProof proof) {
        return first(now, sender -> sender.onProof(now, proof, port.link(), port.transport()));
    }

    boolean onReject(long now, Digest hash) {
        return first(now, sender -> sender.onReject(hash));
    }

    /** Only the first of the queue is under way. */
    private boolean first(long now, Predicate<ResourceSender> action) {
        boolean taken = !queue.isEmpty() && action.test(queue.firstEntry().getValue());
        settle(now);
        return taken;
    }

    void cancel(long now, long ref) {
        ResourceSender sender = queue.get(ref);
        if (sender != null) {
            sender.cancel(now, FailureReason.CANCELLED, port.link(), port.transport());
            settle(now);
        }
    }

    /** A response arrives for a request that is still being sent: the answer counts, the rest is not needed. */
    void abandon(long now, Address requestId) {
        queue.values().removeIf(sender -> {
            boolean same =
                    !sender.resource().response() && sender.resource().request().equals(Optional.of(requestId));
            if (same) {
                sender.cancel(now, FailureReason.CANCELLED, port.link(), port.transport());
            }
            return same;
        });
        settle(now);
    }

    /** Reports what has ended and starts the next. */
    private void settle(long now) {
        while (!queue.isEmpty()) {
            long ref = queue.firstEntry().getKey();
            ResourceSender sender = queue.firstEntry().getValue();
            switch (sender.state()) {
                case OutgoingState.Complete _ -> {
                    queue.pollFirstEntry();
                    complete(now, ref, sender);
                }
                case OutgoingState.Failed(FailureReason reason) -> {
                    queue.pollFirstEntry();
                    failed(ref, sender, reason);
                }
                case OutgoingState.Queued _ -> {
                    sender.start(now, port.link(), port.transport());
                    return;
                }
                case OutgoingState.Advertised _, OutgoingState.Transferring _, OutgoingState.AwaitingProof _ -> {
                    removeEndedBehindFirst();
                    return;
                }
            }
        }
    }

    private void removeEndedBehindFirst() {
        List.copyOf(queue.sequencedEntrySet()).stream().skip(1).forEach(entry -> {
            if (entry.getValue().state() instanceof OutgoingState.Failed(FailureReason reason)) {
                queue.remove(entry.getKey());
                failed(entry.getKey(), entry.getValue(), reason);
            }
        });
    }

    private void complete(long now, long ref, ResourceSender sender) {
        if (isHostData(sender)) {
            port.deliver(ref);
        } else {
            requests.onRequestDelivered(now, sender.resource().request().orElseThrow());
        }
    }

    private void failed(long ref, ResourceSender sender, FailureReason reason) {
        if (isHostData(sender)) {
            port.fail(ref, reason);
        } else {
            requests.onRequestFailed(sender.resource().request().orElseThrow(), reason);
        }
    }

    /** Whether the resource ends in Delivered; a request ends with its response. */
    private static boolean isHostData(ResourceSender sender) {
        return sender.resource().request().isEmpty() || sender.resource().response();
    }

    void onDeadline(long now) {
        if (!queue.isEmpty()) {
            queue.firstEntry().getValue().onDeadline(now, port.link(), port.transport());
            settle(now);
        }
    }

    long nextDeadline() {
        return queue.isEmpty() ? Long.MAX_VALUE : queue.firstEntry().getValue().nextDeadline();
    }

    /** The link has ended. Requests among these are failed by their own table. */
    void failAll(FailureReason reason) {
        queue.forEach((ref, sender) -> {
            if (isHostData(sender)) {
                port.fail(ref, reason);
            }
        });
        queue.clear();
    }
}
