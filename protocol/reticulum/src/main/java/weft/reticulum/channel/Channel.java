package weft.reticulum.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Consumer;
import weft.reticulum.Digest;
import weft.reticulum.Rejection;
import weft.reticulum.link.Link;
import weft.reticulum.link.LinkTransport;
import weft.reticulum.packet.Context;

/**
 * The channel of one link: messages in order, repeated until proven (links-and-resources §23).
 *
 * <p>Bounds: at most {@code capacity} messages wait or are outstanding, at most 48 received ones wait for an earlier one.
 */
public final class Channel {

    private static final int TRIES = 5;

    private final int capacity;
    private final Set<Integer> types = new LinkedHashSet<>();
    private final Deque<Outgoing> queue = new ArrayDeque<>();
    private final SequencedMap<Integer, Outgoing> outstanding = new LinkedHashMap<>();
    private final Map<Digest, Integer> attempts = new LinkedHashMap<>();
    private final ReceiveWindow received = new ReceiveWindow(0);
    private final SendWindow window;
    private int nextSequence;

    /** A message of this end, from the command to its proof. */
    private static final class Outgoing {
        private final long ref;
        private final Envelope envelope;
        private final List<Digest> packets = new ArrayList<>(1);
        private long deadline;

        private Outgoing(long ref, Envelope envelope) {
            this.ref = ref;
            this.envelope = envelope;
        }
    }

    /**
     * Opens the channel of a link.
     *
     * @param rtt of the link, in nanoseconds
     */
    public Channel(long rtt, int capacity) {
        this.window = new SendWindow(rtt);
        this.capacity = capacity;
    }

    /** Takes messages of these types from now on. */
    public void register(Collection<Integer> messageTypes) {
        types.addAll(messageTypes);
    }

    /**
     * Queues a message and sends it when its turn comes.
     *
     * @return false when the channel is full
     */
    public boolean send(long now, long ref, int type, byte[] payload, Link link, LinkTransport out) {
        if (queue.size() + outstanding.size() >= capacity) {
            return false;
        }
        queue.add(new Outgoing(ref, new Envelope(type, nextSequence, payload)));
        nextSequence = nextSequence + 1 & Envelope.MAX_16;
        fill(now, link, out);
        return true;
    }

    private void fill(long now, Link link, LinkTransport out) {
        while (!queue.isEmpty() && outstanding.size() < window.size()) {
            Outgoing next = queue.remove();
            outstanding.put(next.envelope.sequence(), next);
            attempt(now, next, link, out);
        }
    }

    private void attempt(long now, Outgoing message, Link link, LinkTransport out) {
        Digest packet = link.send(now, Context.CHANNEL, message.envelope.encode(), out);
        message.packets.add(packet);
        attempts.put(packet, message.envelope.sequence());
        message.deadline = now + SendWindow.wait(message.packets.size(), outstanding.size() - 1, link.rtt());
    }

    /** Whether a packet of this channel has this hash and is not proven yet. */
    public boolean awaits(Digest packetHash) {
        return attempts.containsKey(packetHash);
    }

    /** The peer proved a packet, its signature is verified: the ref of the message it carried. */
    public OptionalLong onProof(long now, Digest packetHash, Link link, LinkTransport out) {
        Integer sequence = attempts.get(packetHash);
        if (sequence == null) {
            return OptionalLong.empty();
        }
        Outgoing proven = outstanding.remove(sequence);
        proven.packets.forEach(attempts::remove);
        window.delivered(link.rtt());
        fill(now, link, out);
        return OptionalLong.of(proven.ref);
    }

    /**
     * A message of the peer.
     *
     * @param deliver takes the messages whose turn it now is, in order
     * @return empty when it is new; it is to be proven then, and also when the reason is {@link ChannelRejection#REPETITION}
     */
    public Optional<Rejection> onMessage(Envelope envelope, Consumer<Envelope> deliver) {
        return switch (received.place(envelope.sequence())) {
            case BEYOND -> Optional.of(ChannelRejection.BEYOND_WINDOW);
            case SEEN -> Optional.of(ChannelRejection.REPETITION);
            case NEW -> {
                if (!types.contains(envelope.type())) {
                    yield Optional.of(ChannelRejection.UNKNOWN_TYPE);
                }
                received.add(envelope).forEach(deliver);
                yield Optional.empty();
            }
        };
    }

    /**
     * Repeats what was not proven in time. Calling early or twice is harmless.
     *
     * @return false when a message was tried five times: the link must be closed
     */
    public boolean onDeadline(long now, Link link, LinkTransport out) {
        for (Outgoing message : List.copyOf(outstanding.values())) {
            if (now >= message.deadline) {
                if (message.packets.size() >= TRIES) {
                    return false;
                }
                window.timedOut();
                attempt(now, message, link, out);
            }
        }
        return true;
    }

    /** When {@link #onDeadline} has something to do; {@link Long#MAX_VALUE} when never. */
    public long nextDeadline() {
        long next = Long.MAX_VALUE;
        for (Outgoing message : outstanding.values()) {
            next = Math.min(next, message.deadline);
        }
        return next;
    }

    /** The refs of everything that was not proven, oldest first. */
    public List<Long> unproven() {
        List<Long> refs = new ArrayList<>();
        outstanding.values().forEach(message -> refs.add(message.ref));
        queue.forEach(message -> refs.add(message.ref));
        return refs;
    }
}
