package weft.reticulum.resource;

import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import weft.reticulum.Digest;
import weft.reticulum.Entropy;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.Link;
import weft.reticulum.link.LinkSizes;
import weft.reticulum.link.LinkTransport;
import weft.reticulum.packet.Context;

/**
 * Sends one resource on one link, segment after segment, at the receiver's pace (links-and-resources §15 to §21).
 *
 * <p>The owner starts it when no other resource of the link is under way. Each segment is built (compressed, encrypted, hashed)
 * when its turn comes, inside {@link #start} or {@link #onProof}.
 */
public final class ResourceSender {

    private static final long SECOND = 1_000_000_000L;
    private static final int ADVERTISEMENT_REPEATS = 4;
    private static final int PROOF_QUESTIONS = 3;
    private static final int REMEMBERED_REQUESTS = 64;
    private static final int SEARCHED = SegmentBuilder.COLLISION_GUARD;
    private static final int PAGE = ResourceAdvertisement.HASHMAP_LENGTH;

    private final OutgoingResource resource;
    private final Entropy entropy;
    private final SequencedSet<Digest> seenRequests = new LinkedHashSet<>();

    private OutgoingState state = new OutgoingState.Queued();
    private int index;
    private Segment segment;
    private Digest original;
    private BitSet sent = new BitSet();
    private int progress;

    /**
     * Prepares nothing yet.
     *
     * @throws IllegalArgumentException when {@link OutgoingResource#isSendable()} says no
     */
    public ResourceSender(OutgoingResource resource, Entropy entropy) {
        if (!resource.isSendable()) {
            throw new IllegalArgumentException("metadata too large, or metadata without content");
        }
        this.resource = resource;
        this.entropy = entropy;
    }

    /** It is this resource's turn: builds and advertises the first segment. */
    public void start(long now, Link link, LinkTransport out) {
        if (state instanceof OutgoingState.Queued) {
            nextSegment(now, link, out);
        }
    }

    private void nextSegment(long now, Link link, LinkTransport out) {
        index++;
        segment = SegmentBuilder.build(
                resource.segment(index), resource.mayCompress(), LinkSizes.part(link.mtu()), link::seal, entropy);
        if (index == 1) {
            original = segment.hash();
        }
        sent = new BitSet(segment.parts());
        progress = 0;
        seenRequests.clear();
        advertise(now, ADVERTISEMENT_REPEATS, link, out);
    }

    private void advertise(long now, int repeatsLeft, Link link, LinkTransport out) {
        become(new OutgoingState.Advertised(repeatsLeft, now + 6 * link.rtt() + SECOND));
        link.send(now, Context.RESOURCE_ADVERTISEMENT, advertisement().encode(), out);
    }

    private ResourceAdvertisement advertisement() {
        int flags = ResourceAdvertisement.ENCRYPTED
                | (segment.compressed() ? ResourceAdvertisement.COMPRESSED : 0)
                | (resource.segments() > 1 ? ResourceAdvertisement.SPLIT : 0)
                | (resource.request().isPresent() && !resource.response() ? ResourceAdvertisement.REQUEST : 0)
                | (resource.response() ? ResourceAdvertisement.RESPONSE : 0)
                | (resource.metadata().isPresent() ? ResourceAdvertisement.METADATA : 0);
        return new ResourceAdvertisement(
                segment.stream().length,
                resource.totalSize(),
                segment.parts(),
                segment.hash(),
                segment.random(),
                original,
                index,
                resource.segments(),
                resource.request(),
                flags,
                Arrays.copyOf(segment.mapHashes(), Math.min(PAGE, segment.parts())));
    }

    /**
     * The receiver asks for parts.
     *
     * @param packetHash of the packet with the request, by which repetitions of the network are told from those of the receiver
     * @return false when it is not for the segment under way, or a repetition
     */
    public boolean onRequest(long now, PartRequest request, Digest packetHash, Link link, LinkTransport out) {
        if (!isUnderWay() || !request.resource().equals(segment.hash()) || !seenRequests.add(packetHash)) {
            return false;
        }
        if (seenRequests.size() > REMEMBERED_REQUESTS) {
            seenRequests.removeFirst();
        }
        sendParts(now, request.mapHashes(), link, out);
        if (request.lastKnown().isPresent()) {
            sendPage(now, request.lastKnown().getAsInt(), link, out);
        }
        if (isUnderWay()) {
            become(
                    sent.cardinality() == segment.parts()
                            ? new OutgoingState.AwaitingProof(PROOF_QUESTIONS, now + proofWait(link))
                            : new OutgoingState.Transferring(now + 96 * link.rtt() + 78 * SECOND));
        }
        return true;
    }

    private void sendParts(long now, int[] names, Link link, LinkTransport out) {
        BitSet wanted = new BitSet();
        for (int i = 0; i < Math.min(names.length, SEARCHED); i++) {
            int found = find(names[i]);
            if (found >= 0) {
                wanted.set(found);
            }
        }
        for (int i = wanted.nextSetBit(0); i >= 0; i = wanted.nextSetBit(i + 1)) {
            link.sendRaw(now, Context.RESOURCE, segment.part(i), out);
        }
        sent.or(wanted);
    }

    /** Position of a part among those that the receiver can have reached; −1 when there is none of that name. */
    private int find(int name) {
        int end = Math.min(segment.parts(), progress + SEARCHED);
        for (int i = progress; i < end; i++) {
            if (segment.mapHashes()[i] == name) {
                return i;
            }
        }
        return -1;
    }

    private void sendPage(long now, int lastKnown, Link link, LinkTransport out) {
        int found = find(lastKnown);
        if (found < 0) {
            return;
        }
        int next = found + 1;
        if (next % PAGE != 0 || next == segment.parts()) {
            cancel(now, FailureReason.PROTOCOL_VIOLATION, link, out);
            return;
        }
        progress = Math.max(next - 1 - TransferWindow.LARGEST, 0);
        int[] page = Arrays.copyOfRange(segment.mapHashes(), next, Math.min(segment.parts(), next + PAGE));
        HashmapUpdate update = new HashmapUpdate(segment.hash(), next / PAGE, page);
        link.send(now, Context.RESOURCE_HASHMAP_UPDATE, update.encode(), out);
    }

    /**
     * A resource proof. When it proves the segment under way, the next one is built and advertised, or this is complete.
     *
     * @return false when it proves something else
     */
    public boolean onProof(long now, ResourceProof proof, Link link, LinkTransport out) {
        if (!isUnderWay() || !proof.equals(segment.expected())) {
            return false;
        }
        if (index < resource.segments()) {
            nextSegment(now, link, out);
        } else {
            become(new OutgoingState.Complete());
        }
        return true;
    }

    /**
     * The receiver refuses or gives up, which are one packet (links-and-resources §21): before it has asked for anything it
     * refuses, afterwards the transfer broke off.
     *
     * @return false when it means another resource
     */
    public boolean onReject(Digest hash) {
        boolean ours = isUnderWay() && hash.equals(segment.hash());
        if (ours) {
            boolean refused = index == 1 && state instanceof OutgoingState.Advertised;
            become(new OutgoingState.Failed(refused ? FailureReason.REJECTED : FailureReason.CANCELLED_BY_PEER));
        }
        return ours;
    }

    /** Gives up and tells the receiver. */
    public void cancel(long now, FailureReason reason, Link link, LinkTransport out) {
        if (isUnderWay() && link.isUsable()) {
            link.send(now, Context.RESOURCE_INITIATOR_CANCEL, segment.hash().bytes(), out);
        }
        fail(reason);
    }

    /** Ends without a word: the link is gone. */
    public void fail(FailureReason reason) {
        if (!isOver()) {
            become(new OutgoingState.Failed(reason));
        }
    }

    /** Does what is due. Calling early or twice is harmless. */
    public void onDeadline(long now, Link link, LinkTransport out) {
        if (now < nextDeadline()) {
            return;
        }
        switch (state) {
            case OutgoingState.Advertised advertised -> {
                if (advertised.repeatsLeft() > 0) {
                    advertise(now, advertised.repeatsLeft() - 1, link, out);
                } else {
                    cancel(now, FailureReason.TIMED_OUT, link, out);
                }
            }
            case OutgoingState.Transferring _ -> cancel(now, FailureReason.TIMED_OUT, link, out);
            case OutgoingState.AwaitingProof awaiting -> {
                if (awaiting.asksLeft() > 0) {
                    become(new OutgoingState.AwaitingProof(awaiting.asksLeft() - 1, now + proofWait(link)));
                    Digest wanted = segment.expected().packetHash(link.id());
                    link.sendRaw(now, Context.CACHE_REQUEST, wanted.bytes(), out);
                } else {
                    cancel(now, FailureReason.TIMED_OUT, link, out);
                }
            }
            case OutgoingState.Queued _, OutgoingState.Complete _, OutgoingState.Failed _ -> {}
        }
    }

    private static long proofWait(Link link) {
        return 3 * link.rtt() + 10 * SECOND;
    }

    /** When {@link #onDeadline} has something to do; {@link Long#MAX_VALUE} when never. */
    public long nextDeadline() {
        return switch (state) {
            case OutgoingState.Advertised advertised -> advertised.deadline();
            case OutgoingState.Transferring transferring -> transferring.deadline();
            case OutgoingState.AwaitingProof awaiting -> awaiting.deadline();
            case OutgoingState.Queued _, OutgoingState.Complete _, OutgoingState.Failed _ -> Long.MAX_VALUE;
        };
    }

    /**
     * The only place where the state changes: queued → advertised, failed; advertised, transferring and awaiting proof → each
     * other, complete, failed.
     */
    private void become(OutgoingState next) {
        boolean allowed =
                switch (state) {
                    case OutgoingState.Queued _ ->
                        next instanceof OutgoingState.Advertised || next instanceof OutgoingState.Failed;
                    case OutgoingState.Advertised _, OutgoingState.Transferring _, OutgoingState.AwaitingProof _ ->
                        !(next instanceof OutgoingState.Queued);
                    case OutgoingState.Complete _, OutgoingState.Failed _ -> false;
                };
        if (!allowed) {
            throw new IllegalStateException("a resource does not go from " + state + " to " + next);
        }
        state = next;
    }

    public OutgoingState state() {
        return state;
    }

    /** Whether it is complete or has failed. */
    public boolean isOver() {
        return state instanceof OutgoingState.Complete || state instanceof OutgoingState.Failed;
    }

    private boolean isUnderWay() {
        return !isOver() && !(state instanceof OutgoingState.Queued);
    }

    /** What is being sent. */
    public OutgoingResource resource() {
        return resource;
    }

    /** Uncompressed bytes sent so far; within a segment, in proportion to its parts. */
    public long sentBytes() {
        if (state instanceof OutgoingState.Complete) {
            return resource.totalSize();
        }
        if (index == 0) {
            return 0;
        }
        long before = (long) (index - 1) * OutgoingResource.MAX_SEGMENT;
        long share = Math.min(resource.totalSize() - before, OutgoingResource.MAX_SEGMENT);
        return before + share * sent.cardinality() / segment.parts();
    }
}
