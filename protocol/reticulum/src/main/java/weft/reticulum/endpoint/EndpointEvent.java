package weft.reticulum.endpoint;

import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.Rejection;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.Ratchet;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.LinkCloseReason;

/** What an Endpoint tells its host. Arrays belong to the host. */
public sealed interface EndpointEvent {

    /** Every end of a command with a {@code ref}. */
    sealed interface OfCommand extends EndpointEvent {
        long ref();
    }

    /** Everything about one link. */
    sealed interface OfLink extends EndpointEvent {
        Address link();
    }

    /**
     * A new own ratchet. Its private key must be on disk before {@link EndpointCommand.RatchetStored}, because messages will be
     * encrypted to it as soon as it is announced. Repeated by the next announce when the host never answers.
     *
     * @param unixSeconds time of the rotation
     */
    record StoreRatchet(Ratchet ratchet, long unixSeconds) implements EndpointEvent {}

    /**
     * The packet or announce was handed to an interface; a proof may follow. Not an end of a command except for announces.
     *
     * @param hops to the destination; 128 when no path is known and it went to all interfaces
     * @param firstHopTimeoutNanos 6 s and the time of 500 bytes on the first interface, from which protocols above pace retries
     */
    record Sent(long ref, int hops, long firstHopTimeoutNanos) implements OfCommand {}

    /** The recipient has it. */
    record Delivered(long ref) implements OfCommand {}

    /** It did not work, or nobody can tell whether it did. */
    record Failed(long ref, FailureReason reason) implements OfCommand {}

    /** How far an outgoing resource is, in bytes of its uncompressed size; at most one event per request of the receiver. */
    record Progress(long ref, long sentBytes, long totalBytes) implements OfCommand {}

    /**
     * A path to a destination.
     *
     * @param announce raw announce packet, already validated by the Router: keys, ratchet and app data
     * @param firstHopTimeoutNanos as in {@link Sent}
     */
    record PathFound(Address destination, int hops, byte[] announce, long firstHopTimeoutNanos)
            implements EndpointEvent {}

    /** Somebody looks for this destination on that interface: announce there. At most one per second and interface. */
    record PathRequested(InterfaceRef on) implements EndpointEvent {}

    /**
     * A packet outside links, decrypted.
     *
     * @param ratchetId ten bytes, of the own ratchet it was encrypted to; empty for the base key
     */
    record PacketReceived(byte[] plaintext, Optional<byte[]> ratchetId, Reception reception, ProofTicket ticket)
            implements EndpointEvent {}

    /** Something that was proven has come again, so its proof was lost on the way: prove it again, it is the same ticket. */
    record DuplicateReceived(ProofTicket ticket) implements EndpointEvent {}

    /** The link of an {@link EndpointCommand.OpenLink} has this id. */
    record LinkOpening(long ref, Address link, Address destination) implements OfLink {}

    /**
     * The link can be used.
     *
     * @param initiator whether this Endpoint opened it
     * @param rttNanos round-trip time
     * @param mtu largest packet, in bytes
     * @param mdu largest plaintext of one packet, in bytes
     */
    record LinkEstablished(Address link, boolean initiator, long rttNanos, int mtu, int mdu, Reception reception)
            implements OfLink {}

    /** The initiator has shown its identity; the first one counts. */
    record LinkIdentified(Address link, Identity identity) implements OfLink {}

    /** The link has ended. The failures of everything outstanding on it came before this. */
    record LinkClosed(Address link, LinkCloseReason reason) implements OfLink {}

    /** A packet on a link, decrypted. */
    record LinkPacketReceived(
            Address link, Optional<Identity> identified, byte[] plaintext, Reception reception, ProofTicket ticket)
            implements OfLink {}

    /**
     * The peer wants to send a resource within the limits: answer with {@link EndpointCommand.AcceptResource},
     * {@link EndpointCommand.RejectResource} or {@link EndpointCommand.DeferResource}. What finds no room within
     * {@link EndpointLimits} is not offered; the sender repeats it.
     *
     * @param resource names it; the hash of its first segment
     * @param totalBytes uncompressed, all segments and metadata, as the sender says
     */
    record ResourceOffered(
            Address link,
            Optional<Identity> identified,
            Digest resource,
            long totalBytes,
            int segments,
            boolean hasMetadata)
            implements OfLink {}

    /** How far an incoming resource is. */
    record ResourceProgress(Address link, Digest resource, long receivedBytes, long totalBytes) implements OfLink {}

    /**
     * The next segment of an accepted resource, complete and verified. Segments come in order and once; the Endpoint keeps no
     * copy. The sender goes on when the ticket is handed back, and counts the resource as delivered after the last.
     *
     * @param index from 1
     * @param metadata one MessagePack value, only ever with the first segment
     * @param content this segment's share of the content
     */
    record SegmentReceived(
            Address link,
            Optional<Identity> identified,
            Digest resource,
            int index,
            int segments,
            Optional<byte[]> metadata,
            byte[] content,
            Reception reception,
            ProofTicket ticket)
            implements OfLink {

        /** Whether the resource is complete with this. */
        public boolean last() {
            return index == segments;
        }
    }

    /** An accepted resource will not be completed: forget its segments. */
    record ResourceFailed(Address link, Digest resource, FailureReason reason) implements OfLink {}

    /**
     * A request. Whether the path exists and the asker may use it is the host's decision; a refused request gets no answer.
     *
     * @param requestId for the answer
     * @param pathHash the first sixteen bytes of the hash of the path
     * @param unixTime as the asker says; not to be relied on
     * @param data one MessagePack value
     * @param ticket for a request that came as a resource
     */
    record RequestReceived(
            Address link,
            Optional<Identity> identified,
            Address requestId,
            Address pathHash,
            double unixTime,
            byte[] data,
            Optional<ProofTicket> ticket)
            implements OfLink {}

    /**
     * The answer to a request.
     *
     * @param data one MessagePack value
     * @param ticket for a response that came as a resource: prove it when it is safe
     */
    record ResponseReceived(Address link, long ref, byte[] data, Optional<ProofTicket> ticket)
            implements OfLink, OfCommand {}

    /**
     * A file as the answer to a request.
     *
     * @param metadata one MessagePack value; names in it are not to be trusted
     */
    record FileReceived(Address link, long ref, byte[] content, byte[] metadata, ProofTicket ticket)
            implements OfLink, OfCommand {}

    /** The next channel message. A channel is a live stream: its packets are proven on arrival in the window. */
    record MessageReceived(Address link, int type, byte[] payload) implements OfLink {}

    /** Something was dropped; count it. */
    record Dropped(Rejection reason) implements EndpointEvent {}
}
