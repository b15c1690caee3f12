package weft.reticulum.endpoint;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.Ratchet;

/**
 * What a host wants of an Endpoint.
 *
 * <p>A {@code ref} is chosen by the host and unique among its outstanding commands; every command that has one ends in exactly
 * one {@link EndpointEvent.Delivered} or {@link EndpointEvent.Failed} with it, unless its own text says otherwise. Arrays are
 * handed over: the host doesn't change them afterwards.
 */
public sealed interface EndpointCommand {

    /**
     * Announce the destination. When a ratchet is due, {@link EndpointEvent.StoreRatchet} comes first and the announce waits
     * for {@link RatchetStored}; meanwhile the newest announce for each interface replaces earlier ones. Ends in
     * {@link EndpointEvent.Sent} or {@link EndpointEvent.Failed}: announces have no proof. A replaced one ends in CANCELLED.
     *
     * @param unixSeconds the wall clock, which announces carry
     * @param appData at most 285 bytes with and 317 bytes without ratchets, so that it can be forwarded
     * @param pathResponseOn the interface of an {@link EndpointEvent.PathRequested} that this answers
     */
    record Announce(long ref, long unixSeconds, byte[] appData, Optional<InterfaceRef> pathResponseOn)
            implements EndpointCommand {}

    /** The ratchet of {@link EndpointEvent.StoreRatchet} is on disk: it may be used and announced. */
    record RatchetStored(Ratchet ratchet) implements EndpointCommand {}

    /** Ask the mesh for a path and the keys of a destination; {@link EndpointEvent.PathFound} comes now, later or never. */
    record FindPath(Address destination) implements EndpointCommand {}

    /**
     * Send one packet outside links. Delivered when the recipient proves it.
     *
     * @param destination the recipient's destination hash
     * @param ratchet the recipient's newest ratchet key, 32 bytes, or empty for its base key
     * @param plaintext at most 383 bytes
     */
    record SendPacket(long ref, Identity recipient, Address destination, Optional<byte[]> ratchet, byte[] plaintext)
            implements EndpointCommand {}

    /**
     * Open a link. {@link EndpointEvent.LinkOpening} names it at once, then {@link EndpointEvent.LinkEstablished} or
     * {@link EndpointEvent.LinkClosed} follow; {@link EndpointEvent.Failed} comes only when it could not even be asked for.
     *
     * @param recipient whose signature the link proof must carry
     * @param destination a destination of that identity
     */
    record OpenLink(long ref, Identity recipient, Address destination) implements EndpointCommand {}

    /** Show this Endpoint's identity to the responder of a link that this Endpoint opened. Not acknowledged. */
    record Identify(Address link) implements EndpointCommand {}

    /**
     * Send one packet on a link. Delivered when the peer proves it.
     *
     * @param plaintext at most {@link EndpointEvent.LinkEstablished#mdu()} bytes
     */
    record SendOnLink(Address link, long ref, byte[] plaintext) implements EndpointCommand {}

    /**
     * Send a resource of any size. Delivered when the last segment is proven; {@link EndpointEvent.Progress} in between.
     *
     * @param metadata one packed MessagePack value, at most 16,777,215 bytes; not together with empty {@code data}
     * @param compress whether bzip2 may be tried
     */
    record SendResource(Address link, long ref, byte[] data, Optional<byte[]> metadata, boolean compress)
            implements EndpointCommand {}

    /** Stop sending what {@link SendResource}, {@link Respond} or {@link RespondFile} began; it ends in CANCELLED. */
    record CancelResource(Address link, long ref) implements EndpointCommand {}

    /** Receive the resource of an {@link EndpointEvent.ResourceOffered}. */
    record AcceptResource(Address link, Digest resource) implements EndpointCommand {}

    /**
     * Refuse an offered resource, or give up one that is being received. The sender is told, and as a rule does not try again:
     * for what will never be taken.
     */
    record RejectResource(Address link, Digest resource) implements EndpointCommand {}

    /**
     * Pass over an offered resource because there is no room for it now. The sender is not told: a rejection would be final for
     * it (lxmf §8), while an advertisement without answer is repeated (links-and-resources §19) and is offered again. Transfers
     * whose senders have stopped answering end, on any link, so that there is room by then.
     */
    record DeferResource(Address link, Digest resource) implements EndpointCommand {}

    /**
     * Ask the peer's request handler. Ends in {@link EndpointEvent.ResponseReceived}, {@link EndpointEvent.FileReceived} or
     * {@link EndpointEvent.Failed}; a handler that refuses does not answer at all.
     *
     * @param unixTime seconds of the wall clock, which a request carries for information
     * @param data one packed MessagePack value
     * @param timeoutNanos from sending to the response or its advertisement; empty for the protocol's 6·RTT + 11.25 s
     * @param responseBytes largest response that is taken, in bytes
     */
    record SendRequest(
            Address link,
            long ref,
            double unixTime,
            String path,
            byte[] data,
            OptionalLong timeoutNanos,
            long responseBytes)
            implements EndpointCommand {}

    /**
     * Answer a request. Delivered when the Router sent it, where it fits a packet (responses in packets are never proven), or
     * when the resource is proven.
     *
     * @param data one packed MessagePack value
     */
    record Respond(Address link, long ref, Address requestId, byte[] data, boolean compress)
            implements EndpointCommand {}

    /**
     * Answer a request with a file. Delivered when the resource is proven.
     *
     * @param metadata one packed MessagePack value, which tells the requester that this is a file
     */
    record RespondFile(Address link, long ref, Address requestId, byte[] content, byte[] metadata, boolean compress)
            implements EndpointCommand {}

    /**
     * Open the channel of a link, for messages of these types in both directions. Messages of other types stall the channel,
     * so both ends register before traffic; a further call adds types.
     */
    record OpenChannel(Address link, Set<Integer> messageTypes) implements EndpointCommand {}

    /**
     * Send a channel message. Delivered when the peer proves it; messages arrive in the order in which they were given.
     *
     * @param type 0 to 0xFFFF; from 0xF000 reserved for the system, 0xFF00 are buffer streams
     * @param payload at most {@code mdu − 6} bytes
     */
    record SendMessage(Address link, long ref, int type, byte[] payload) implements EndpointCommand {}

    /** End the link; everything outstanding on it fails. */
    record CloseLink(Address link) implements EndpointCommand {}

    /** End every link: the Endpoint will not be there any more. */
    record CloseLinks() implements EndpointCommand {}

    /** Acknowledge what the ticket stands for, because it is on disk. Ignored when the ticket's link has ended. */
    record Prove(ProofTicket ticket) implements EndpointCommand {}
}
