package weft.reticulum.link;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.Entropy;
import weft.reticulum.Rejection;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint.Inbound;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;

/**
 * One end of a link: handshake, keys, keepalive and end (links-and-resources §2 to §13).
 *
 * <p>Whatever arrives is verified before anything changes, so a forged proof cannot end a pending link. What travels inside the
 * link (packets, requests, resources, a channel) belongs to the owner of this machine, which opens packets with {@link #open},
 * reports each one it accepted with {@link #inbound}, and closes. All times are the owner's monotonic nanoseconds.
 */
public final class Link {

    private final Address id;
    private final boolean initiator;
    private final Entropy entropy;
    private final UnaryOperator<byte[]> signer;
    private final byte[] peerSigningKey;
    private final Packet handshake;
    private final LinkActivity activity;

    private LinkState state;
    private int mtu;
    private int hops;
    private long rtt;
    private long establishmentBytes;
    private Optional<Initiation> initiation = Optional.empty();
    private Optional<LinkKeys> keys = Optional.empty();
    private Optional<InterfaceRef> interfaceRef = Optional.empty();
    private Optional<Identity> identified = Optional.empty();

    private Link(
            Address id,
            boolean initiator,
            Packet handshake,
            UnaryOperator<byte[]> signer,
            byte[] peerSigningKey,
            int mtu,
            LinkState state,
            Entropy entropy) {
        this.id = id;
        this.initiator = initiator;
        this.handshake = handshake;
        this.signer = signer;
        this.peerSigningKey = peerSigningKey;
        this.mtu = mtu;
        this.state = state;
        this.entropy = entropy;
        this.activity = new LinkActivity(initiator);
    }

    /**
     * Begins a link to a destination of {@code recipient}; the owner sends {@link #handshake()}. It is given up after
     * {@link LinkTimes#OUTCOME} when nobody says that the request left.
     *
     * @param mtu what this end offers, in bytes
     */
    public static Link initiate(long now, Identity recipient, Address destination, int mtu, Entropy entropy) {
        Initiation initiation = Initiation.begin(recipient, destination, mtu, entropy);
        Link link = new Link(
                LinkRequest.linkId(initiation.request()),
                true,
                initiation.request(),
                initiation::sign,
                recipient.signingKey(),
                mtu,
                new LinkState.Pending(now, now + LinkTimes.OUTCOME),
                entropy);
        link.initiation = Optional.of(initiation);
        return link;
    }

    /**
     * Answers a link request; the answer leaves with the first {@link #onDeadline} after {@code holdNanos}.
     *
     * @param request the packet in {@code inbound}
     * @param ownMtu the most that this end takes, in bytes
     * @return the link, or why the request is not answered
     */
    public static Decoded<Link> accept(
            long now,
            Packet request,
            Inbound inbound,
            PrivateIdentity owner,
            int ownMtu,
            long holdNanos,
            Entropy entropy) {
        return Acceptance.of(request, inbound, owner, ownMtu, entropy).then(accepted -> {
            Link link = new Link(
                    accepted.linkId(),
                    false,
                    accepted.proof(),
                    owner::sign,
                    accepted.peerSigningKey(),
                    accepted.mtu(),
                    new LinkState.Holding(now + holdNanos),
                    entropy);
            link.keys = Optional.of(accepted.keys());
            link.interfaceRef = Optional.of(inbound.from());
            link.hops = inbound.hops();
            link.establishmentBytes = accepted.proof().length() + request.length();
            return Decoded.value(link);
        });
    }

    /** Initiator: the request left, for a destination that many hops away. The wait for the proof begins. */
    public void onRequestSent(long now, int hopsToDestination, long firstHopTimeout) {
        if (state instanceof LinkState.Pending) {
            int counted = Math.min(hopsToDestination, Packet.MAX_HOPS);
            become(new LinkState.Pending(now, now + LinkTimes.initiatorEstablishment(firstHopTimeout, counted)));
        }
    }

    /** Initiator: a proof for this link. When it is good, the link is active and the responder is told the round trip. */
    public Optional<Rejection> onProof(long now, Packet packet, Inbound inbound, LinkTransport out) {
        if (!(state instanceof LinkState.Pending pending) || initiation.isEmpty()) {
            return Optional.of(LinkRejection.UNEXPECTED);
        }
        return switch (initiation.get().verify(id, packet)) {
            case Decoded.Rejected<Initiation.Agreed>(Rejection reason) -> Optional.of(reason);
            case Decoded.Value<Initiation.Agreed>(Initiation.Agreed agreed) -> {
                initiation.get().forget();
                initiation = Optional.empty();
                keys = Optional.of(agreed.keys());
                mtu = agreed.mtu();
                interfaceRef = Optional.of(inbound.from());
                hops = inbound.hops();
                establishmentBytes = packet.length() + handshake.length();
                rtt = Math.clamp(now - pending.requestedAt(), 1, RoundTripTime.MAX_NANOS);
                activate(now);
                send(now, Context.LINK_RTT, RoundTripTime.encode(rtt), out);
                yield Optional.empty();
            }
        };
    }

    /**
     * Responder: the initiator says that the link is up.
     *
     * @return empty when it now is; a rejection that is not {@link LinkRejection#UNEXPECTED} must close the link
     */
    public Optional<Rejection> onRoundTrip(long now, byte[] plaintext) {
        if (!(state instanceof LinkState.Handshake waiting)) {
            return Optional.of(LinkRejection.UNEXPECTED);
        }
        return switch (RoundTripTime.decode(plaintext)) {
            case Decoded.Rejected<Long>(Rejection reason) -> Optional.of(reason);
            case Decoded.Value<Long>(Long told) -> {
                rtt = Math.clamp(Math.max(told, now - waiting.provenAt()), 1, RoundTripTime.MAX_NANOS);
                activate(now);
                yield Optional.empty();
            }
        };
    }

    private void activate(long now) {
        become(new LinkState.Active());
        activity.begin(now);
    }

    /** Responder: an identification. The first good one counts. */
    public Decoded<Identity> onIdentify(byte[] plaintext) {
        if (initiator || identified.isPresent() || !isUsable()) {
            return Decoded.rejected(LinkRejection.UNEXPECTED);
        }
        return Identification.verify(id, plaintext).then(identity -> {
            identified = Optional.of(identity);
            return Decoded.value(identity);
        });
    }

    /** A keepalive; the initiator's question is answered when this end has been silent. */
    public Optional<Rejection> onKeepalive(long now, byte[] data, LinkTransport out) {
        if (!activity.isKeepalive(data) || !isUsable()) {
            return Optional.of(LinkRejection.UNEXPECTED);
        }
        inbound(now);
        if (!initiator && activity.answersKeepalive(now)) {
            sendRaw(now, Context.KEEPALIVE, activity.keepaliveData(), out);
        }
        return Optional.empty();
    }

    /** The peer's close packet. */
    public Optional<Rejection> onClose(byte[] plaintext) {
        if (!Arrays.equals(plaintext, id.bytes())) {
            return Optional.of(LinkRejection.WRONG_LINK_ID);
        }
        end(LinkCloseReason.CLOSED_BY_PEER);
        return Optional.empty();
    }

    /** The owner accepted a packet of the peer. A stale link is active again. */
    public void inbound(long now) {
        activity.inbound(now);
        if (state instanceof LinkState.Stale) {
            become(new LinkState.Active());
        }
    }

    /** Decrypts the data of a packet on this link. */
    public Decoded<byte[]> open(byte[] token) {
        return keys.map(k -> k.open(token)).orElseGet(() -> Decoded.rejected(LinkRejection.UNEXPECTED));
    }

    /**
     * Encrypts without sending: the stream of a resource.
     *
     * @throws IllegalStateException before the keys are agreed and after the link has closed
     */
    public byte[] seal(byte[] plaintext) {
        return keys.orElseThrow(() -> new IllegalStateException("link " + id + " has no keys"))
                .seal(plaintext, entropy);
    }

    /**
     * Encrypts and sends one packet.
     *
     * @param plaintext at most {@link #mdu()} bytes
     * @return the packet hash, by which it is proven
     * @throws IllegalStateException before the keys are agreed and after the link has closed
     */
    public Digest send(long now, int context, byte[] plaintext, LinkTransport out) {
        return transmit(now, PacketType.DATA, context, seal(plaintext), out);
    }

    /** Sends one packet as it is: resource parts, keepalives, repetitions asked for. */
    public Digest sendRaw(long now, int context, byte[] data, LinkTransport out) {
        return transmit(now, PacketType.DATA, context, data, out);
    }

    /** Sends a proof: of a packet with context NONE, of a resource with RESOURCE_PROOF. */
    public Digest sendProof(long now, int context, byte[] data, LinkTransport out) {
        return transmit(now, PacketType.PROOF, context, data, out);
    }

    private Digest transmit(long now, PacketType type, int context, byte[] data, LinkTransport out) {
        Packet packet = Packet.originate(DestinationType.LINK, type, id, context, data);
        if (packet.length() > mtu) {
            throw new IllegalArgumentException("a packet of " + packet.length() + " bytes on a link of " + mtu);
        }
        activity.outbound(now);
        out.transmit(packet.encode());
        return packet.hash();
    }

    /** Signs a packet hash as this end of the link: the initiator with its ephemeral key, the responder with its identity. */
    public LinkPacketProof prove(Digest packetHash) {
        return new LinkPacketProof(packetHash, signer.apply(packetHash.bytes()));
    }

    /** Whether the other end signed this proof. */
    public boolean isProvenByPeer(LinkPacketProof proof) {
        return proof.isSignedBy(peerSigningKey);
    }

    /** Does what is due: sends the held answer, asks for a sign of life, gives up. Calling early or twice is harmless. */
    public void onDeadline(long now, LinkTransport out) {
        if (now < nextDeadline()) {
            return;
        }
        switch (state) {
            case LinkState.Pending _ -> end(LinkCloseReason.TIMED_OUT);
            case LinkState.Holding _ -> {
                out.transmit(handshake.encode());
                activity.begin(now);
                become(new LinkState.Handshake(now, now + LinkTimes.responderEstablishment(hops)));
            }
            case LinkState.Handshake _ -> end(LinkCloseReason.TIMED_OUT);
            case LinkState.Active _ -> checkActivity(now, out);
            case LinkState.Stale _ -> close(now, LinkCloseReason.TIMED_OUT, out);
            case LinkState.Closed _ -> {}
        }
    }

    private void checkActivity(long now, LinkTransport out) {
        if (now >= activity.staleAt(rtt)) {
            become(new LinkState.Stale(now + LinkTimes.lastChance(rtt)));
        }
        if (initiator) {
            activity.asked(now);
            sendRaw(now, Context.KEEPALIVE, activity.keepaliveData(), out);
        }
    }

    /** When {@link #onDeadline} has something to do; {@link Long#MAX_VALUE} when never. */
    public long nextDeadline() {
        return switch (state) {
            case LinkState.Pending pending -> pending.deadline();
            case LinkState.Holding holding -> holding.proofAt();
            case LinkState.Handshake waiting -> waiting.deadline();
            case LinkState.Active _ -> activity.nextDeadline(rtt);
            case LinkState.Stale stale -> stale.closeAt();
            case LinkState.Closed _ -> Long.MAX_VALUE;
        };
    }

    /** Ends the link, and tells the peer where it can be told. */
    public void close(long now, LinkCloseReason reason, LinkTransport out) {
        if (keys.isPresent() && !(state instanceof LinkState.Holding)) {
            send(now, Context.LINK_CLOSE, id.bytes(), out);
        }
        end(reason);
    }

    /** Ends the link without a word: the peer closed it, or nothing can be sent any more. */
    public void end(LinkCloseReason reason) {
        if (!(state instanceof LinkState.Closed)) {
            become(new LinkState.Closed(reason));
            keys.ifPresent(LinkKeys::forget);
            keys = Optional.empty();
            initiation.ifPresent(Initiation::forget);
            initiation = Optional.empty();
        }
    }

    /** The only place where the state changes. */
    private void become(LinkState next) {
        if (!state.leadsTo(next)) {
            throw new IllegalStateException("a link does not go from " + state + " to " + next);
        }
        state = next;
    }

    /** Whether packets can be exchanged: handshake, active or stale. */
    public boolean isUsable() {
        return keys.isPresent() && !(state instanceof LinkState.Holding);
    }

    /** Whether both ends know that the link is up. */
    public boolean isActive() {
        return state instanceof LinkState.Active || state instanceof LinkState.Stale;
    }

    public Address id() {
        return id;
    }

    /** Whether this end asked for the link. */
    public boolean isInitiator() {
        return initiator;
    }

    public LinkState state() {
        return state;
    }

    /** The request of an initiator, the answer of a responder. */
    public Packet handshake() {
        return handshake;
    }

    /** Largest packet, in bytes; before the handshake, what this end offers. */
    public int mtu() {
        return mtu;
    }

    /** Largest plaintext of one packet, in bytes. */
    public int mdu() {
        return LinkSizes.mdu(mtu);
    }

    /** Round-trip time in nanoseconds; 0 before the link is active. */
    public long rtt() {
        return rtt;
    }

    /** First estimate of what the link carries, in bytes per second (links-and-resources §13). */
    public double establishmentRate() {
        return rtt == 0 ? 0 : establishmentBytes * 1e9 / rtt;
    }

    /** The interface that this link uses; empty while an initiator waits for the proof. */
    public Optional<InterfaceRef> on() {
        return interfaceRef;
    }

    /** Who the initiator has shown to be. */
    public Optional<Identity> identified() {
        return identified;
    }
}
