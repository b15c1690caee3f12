package weft.reticulum.resource;

import java.util.Optional;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.Rejection;
import weft.reticulum.WireRejection;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.Link;
import weft.reticulum.link.LinkTransport;
import weft.reticulum.packet.Context;

/**
 * Receives one resource on one link, segment after segment (links-and-resources §17 to §20).
 *
 * <p>The owner limits sizes before it makes one of these. Every complete segment is handed out once with {@link #takeSegment};
 * its proof leaves only when the owner sends it, so that a segment is on disk first. Segments out of order are refused.
 */
public final class ResourceReceiver {

    private static final long SECOND = 1_000_000_000L;
    private static final long OFFER_LIFETIME = 120 * SECOND;
    private static final long SEGMENT_WAIT = 600 * SECOND;
    private static final int TRIES = 16;
    private static final int STALLED_TRIES = 4;

    private final Digest id;
    private final ResourceAdvertisement first;
    private final int partSize;
    private final TransferHistory history;
    private final RoundTimer rounds;

    private IncomingState state;
    private TransferWindow window;
    private IncomingSegment segment;
    private long plainBytes;
    private int outstanding;
    private long requestedAt;
    private boolean awaitingHashmap;
    private Optional<IncomingData> complete = Optional.empty();

    /**
     * A complete, verified segment.
     *
     * @param index from 1
     * @param metadata one packed MessagePack value, with the first segment of a resource that has some
     */
    public record IncomingData(
            int index, int segments, Optional<byte[]> metadata, byte[] content, ResourceProof proof) {}

    /**
     * For the advertisement of a first segment.
     *
     * @throws IllegalArgumentException for another segment
     */
    public ResourceReceiver(long now, ResourceAdvertisement first, int partSize, TransferHistory history, Link link) {
        if (first.segment() != 1) {
            throw new IllegalArgumentException("a resource begins with its first segment");
        }
        this.id = first.original();
        this.first = first;
        this.partSize = partSize;
        this.history = history;
        this.segment = new IncomingSegment(first, partSize);
        this.window = new TransferWindow(history.window());
        this.rounds = new RoundTimer(partSize, history.bytesPerSecond(), link);
        this.state = new IncomingState.Offered(now + OFFER_LIFETIME);
    }

    /** The host wants it: asks for the first parts. */
    public void accept(long now, Link link, LinkTransport out) {
        if (state instanceof IncomingState.Offered) {
            request(now, TRIES, link, out);
        }
    }

    /**
     * The advertisement of the next segment, or the current one again. A sender repeats it while it has seen no request, and the
     * reference misses one that comes before it has registered its resource: as long as no part has come the request is repeated, at
     * most once in a round trip.
     *
     * @return whether it belongs here; otherwise it is to be refused
     */
    public boolean onAdvertisement(long now, ResourceAdvertisement next, Link link, LinkTransport out) {
        ResourceAdvertisement current = segment.advertised();
        if (next.hash().equals(current.hash())) {
            if (state instanceof IncomingState.Transferring transferring
                    && segment.receivedBytes() == 0
                    && now - requestedAt >= link.rtt()) {
                request(now, transferring.triesLeft(), link, out);
            }
            return true;
        }
        boolean follows = state instanceof IncomingState.BetweenSegments
                && next.segment() == current.segment() + 1
                && next.segments() == first.segments()
                && next.totalSize() == first.totalSize()
                && next.requestId().equals(first.requestId());
        if (follows) {
            segment = new IncomingSegment(next, partSize);
            request(now, TRIES, link, out);
        }
        return follows;
    }

    /** Some part; false when it is not one that this resource waits for. */
    public boolean onPart(long now, byte[] part, Link link, LinkTransport out) {
        if (!(state instanceof IncomingState.Transferring) || !segment.store(part)) {
            return false;
        }
        outstanding = Math.max(0, outstanding - 1);
        rounds.onPart(now, part.length);
        if (segment.isComplete()) {
            finishRound(now);
            assemble(now, link, out);
        } else if (outstanding > 0) {
            become(waiting(now, TRIES, link));
        } else {
            finishRound(now);
            if (awaitingHashmap) {
                become(waiting(now, TRIES, link));
            } else {
                request(now, TRIES, link, out);
            }
        }
        return true;
    }

    private void finishRound(long now) {
        rounds.finish(now);
        window.measured(rounds.firstPartRate(), rounds.roundRate());
        window.roundComplete();
        history.learn(window.size(), rounds.roundRate());
    }

    /** More map hashes; false when none are waited for or they are not the next. */
    public boolean onHashmapUpdate(long now, HashmapUpdate update, Link link, LinkTransport out) {
        if (!(state instanceof IncomingState.Transferring) || !awaitingHashmap) {
            return false;
        }
        if (update.mapHashes().length == 0) {
            giveUp(now, FailureReason.CORRUPT, link, out);
            return true;
        }
        if (!segment.addPage(update)) {
            return false;
        }
        awaitingHashmap = false;
        if (outstanding == 0) {
            request(now, TRIES, link, out);
        }
        return true;
    }

    /** The sender cancelled. */
    public void onCancel() {
        fail(FailureReason.CANCELLED_BY_PEER);
    }

    private void request(long now, int triesLeft, Link link, LinkTransport out) {
        PartRequest request = segment.request(window.size());
        byte[] plaintext = request.encode();
        outstanding = request.mapHashes().length;
        awaitingHashmap = request.lastKnown().isPresent();
        rounds.start(now, plaintext.length);
        requestedAt = now;
        become(waiting(now, triesLeft, link));
        link.send(now, Context.RESOURCE_REQUEST, plaintext, out);
    }

    private IncomingState waiting(long now, int triesLeft, Link link) {
        long wait = rounds.wait(outstanding, awaitingHashmap, TRIES - triesLeft, link.rtt());
        return new IncomingState.Transferring(triesLeft, now + wait);
    }

    private void assemble(long now, Link link, LinkTransport out) {
        long left = first.totalSize() - plainBytes;
        int limit = (int) Math.min(left, OutgoingResource.MAX_COMPRESSED_INPUT);
        ResourceAdvertisement advertised = segment.advertised();
        switch (SegmentAssembler.assemble(segment.stream(), advertised, link::open, limit)) {
            case Decoded.Rejected<SegmentAssembler.Assembled>(Rejection reason) ->
                giveUp(
                        now,
                        reason == WireRejection.BAD_COMPRESSION
                                ? FailureReason.PROTOCOL_VIOLATION
                                : FailureReason.CORRUPT,
                        link,
                        out);
            case Decoded.Value<SegmentAssembler.Assembled>(SegmentAssembler.Assembled assembled) -> {
                if (assembled.plainSize() > left) {
                    giveUp(now, FailureReason.CORRUPT, link, out);
                } else {
                    plainBytes += assembled.plainSize();
                    complete = Optional.of(new IncomingData(
                            advertised.segment(),
                            advertised.segments(),
                            assembled.metadata(),
                            assembled.content(),
                            assembled.proof()));
                    segment = new IncomingSegment(advertised, partSize);
                    become(
                            advertised.segment() == advertised.segments()
                                    ? new IncomingState.Complete()
                                    : new IncomingState.BetweenSegments(now + SEGMENT_WAIT));
                }
            }
        }
    }

    /** The segment that has just become complete, once. */
    public Optional<IncomingData> takeSegment() {
        Optional<IncomingData> taken = complete;
        complete = Optional.empty();
        return taken;
    }

    /** Refuses the offer or ends the transfer, and tells the sender. */
    public void giveUp(long now, FailureReason reason, Link link, LinkTransport out) {
        if (!isOver() && link.isUsable()) {
            link.send(
                    now,
                    Context.RESOURCE_RECEIVER_CANCEL,
                    segment.advertised().hash().bytes(),
                    out);
        }
        fail(reason);
    }

    /** Ends without a word: the link is gone. */
    public void fail(FailureReason reason) {
        if (!isOver()) {
            become(new IncomingState.Failed(reason));
        }
    }

    /** Does what is due. Calling early or twice is harmless. */
    public void onDeadline(long now, Link link, LinkTransport out) {
        if (now < nextDeadline()) {
            return;
        }
        switch (state) {
            case IncomingState.Offered _, IncomingState.BetweenSegments _ ->
                giveUp(now, FailureReason.TIMED_OUT, link, out);
            case IncomingState.Transferring transferring -> {
                if (transferring.triesLeft() == 0) {
                    giveUp(now, FailureReason.TIMED_OUT, link, out);
                } else {
                    window.timedOut();
                    request(now, transferring.triesLeft() - 1, link, out);
                }
            }
            case IncomingState.Complete _, IncomingState.Failed _ -> {}
        }
    }

    /** When {@link #onDeadline} has something to do; {@link Long#MAX_VALUE} when never. */
    public long nextDeadline() {
        return switch (state) {
            case IncomingState.Offered offered -> offered.deadline();
            case IncomingState.Transferring transferring -> transferring.deadline();
            case IncomingState.BetweenSegments between -> between.deadline();
            case IncomingState.Complete _, IncomingState.Failed _ -> Long.MAX_VALUE;
        };
    }

    /**
     * The only place where the state changes: offered → transferring, failed; transferring → transferring, between segments,
     * complete, failed; between segments → transferring, failed.
     */
    private void become(IncomingState next) {
        boolean allowed =
                switch (state) {
                    case IncomingState.Offered _, IncomingState.BetweenSegments _ ->
                        next instanceof IncomingState.Transferring || next instanceof IncomingState.Failed;
                    case IncomingState.Transferring _ -> !(next instanceof IncomingState.Offered);
                    case IncomingState.Complete _, IncomingState.Failed _ -> false;
                };
        if (!allowed) {
            throw new IllegalStateException("a resource does not go from " + state + " to " + next);
        }
        state = next;
    }

    public IncomingState state() {
        return state;
    }

    /** Whether the sender has left so many requests unanswered that its room is better given to somebody else. */
    public boolean isStalled() {
        return state instanceof IncomingState.Transferring transferring
                && transferring.triesLeft() <= TRIES - STALLED_TRIES;
    }

    /** Whether nothing more will come of it. */
    public boolean isOver() {
        return state instanceof IncomingState.Complete || state instanceof IncomingState.Failed;
    }

    /** The name of the resource: the hash of its first segment. */
    public Digest id() {
        return id;
    }

    /** What the sender said of the first segment. */
    public ResourceAdvertisement advertised() {
        return first;
    }

    /** The hash of the segment that is being received, or was last. */
    public Digest currentSegment() {
        return segment.advertised().hash();
    }

    /** The most that the parts of the current segment take in memory, in bytes. */
    public int reservedBytes() {
        return state instanceof IncomingState.Transferring
                ? segment.advertised().transferSize()
                : 0;
    }

    /** Uncompressed bytes so far; within a segment, in proportion to its parts. */
    public long receivedBytes() {
        long share = Math.min(first.totalSize() - plainBytes, OutgoingResource.MAX_SEGMENT);
        return plainBytes
                + share * segment.receivedBytes() / segment.advertised().transferSize();
    }
}
