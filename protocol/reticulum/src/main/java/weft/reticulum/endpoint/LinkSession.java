package weft.reticulum.endpoint;

import java.util.Optional;
import java.util.function.LongSupplier;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.Entropy;
import weft.reticulum.Rejection;
import weft.reticulum.WireRejection;
import weft.reticulum.channel.Channel;
import weft.reticulum.channel.ChannelRejection;
import weft.reticulum.channel.Envelope;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToEndpoint.Inbound;
import weft.reticulum.identity.Identity;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.Link;
import weft.reticulum.link.LinkCloseReason;
import weft.reticulum.link.LinkPacketProof;
import weft.reticulum.link.LinkState;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;
import weft.reticulum.packet.ProofTimes;
import weft.reticulum.request.Request;
import weft.reticulum.request.Response;
import weft.reticulum.resource.HashmapUpdate;
import weft.reticulum.resource.PartRequest;
import weft.reticulum.resource.ResourceProof;

/**
 * What arrives on one link (links-and-resources §8): opened, verified, and handed to the machine that it is for. The commands of
 * the host come in through {@link LinkCommands}.
 */
final class LinkSession {

    private final LinkPort port;
    private final Link link;
    private final EndpointOptions options;
    private final RecentPackets recent;
    private final Receipts receipts;
    private final LinkRequests requests;
    private final OutgoingTransfers outgoing;
    private final IncomingTransfers incoming;
    private Optional<Channel> channel = Optional.empty();

    LinkSession(
            LinkPort port,
            EndpointOptions options,
            EndpointOutput output,
            Entropy entropy,
            LongSupplier storedOnAllLinks) {
        this.port = port;
        this.link = port.link();
        this.options = options;
        this.recent = new RecentPackets(options.limits().rememberedPackets());
        this.receipts = new Receipts(options.limits().unprovenPerLink(), output);
        this.requests = new LinkRequests(port, options.limits().requestsPerLink());
        this.outgoing = new OutgoingTransfers(port, options.limits().outgoingPerLink(), entropy, requests);
        this.incoming = new IncomingTransfers(port, options, requests, outgoing, storedOnAllLinks);
    }

    LinkPort port() {
        return port;
    }

    Link link() {
        return link;
    }

    Receipts receipts() {
        return receipts;
    }

    LinkRequests requests() {
        return requests;
    }

    OutgoingTransfers outgoing() {
        return outgoing;
    }

    IncomingTransfers incoming() {
        return incoming;
    }

    Optional<Channel> channel() {
        return channel;
    }

    /** Whether something of the host's is on its way to the peer. */
    boolean isSending() {
        boolean unproven = channel.map(open -> !open.unproven().isEmpty()).orElse(false);
        return unproven || !(receipts.isEmpty() && outgoing.isEmpty() && requests.isEmpty());
    }

    /** Whether something is under way, to the peer or from it. */
    boolean isBusy() {
        return isSending() || incoming.isUnderWay();
    }

    /** The channel, open from now on. */
    Channel openChannel() {
        if (channel.isEmpty()) {
            channel = Optional.of(new Channel(link.rtt(), options.limits().channelMessages()));
        }
        return channel.get();
    }

    void onPacket(long now, Packet packet, Inbound inbound) {
        if (packet.type() == PacketType.PROOF) {
            onProof(now, packet, inbound);
        } else if (packet.type() != PacketType.DATA) {
            port.drop(WireRejection.WRONG_KIND);
        } else if (!link.isUsable()) {
            port.drop(EndpointRejection.LINK_NOT_ACTIVE);
        } else if (!link.on().equals(Optional.of(inbound.from()))) {
            port.drop(EndpointRejection.OTHER_INTERFACE);
        } else {
            onData(now, packet, inbound);
        }
    }

    private void onData(long now, Packet packet, Inbound inbound) {
        switch (packet.context()) {
            case Context.KEEPALIVE -> dropIf(link.onKeepalive(now, packet.data(), port.transport()));
            case Context.RESOURCE -> accepted(now, incoming.onPart(now, packet.data(), inbound, packet.hash()));
            case Context.CACHE_REQUEST ->
                accepted(
                        now,
                        packet.data().length == Digest.LENGTH
                                && incoming.onCacheRequest(now, Digest.of(packet.data())));
            default -> onSealed(now, packet, inbound);
        }
    }

    private void onSealed(long now, Packet packet, Inbound inbound) {
        Digest hash = packet.hash();
        ProofTicket ticket = new ProofTicket.OfLinkPacket(link.id(), hash);
        switch (recent.sight(hash)) {
            case PROVEN -> port.emit(new EndpointEvent.DuplicateReceived(ticket));
            case AGAIN -> port.drop(EndpointRejection.DUPLICATE);
            case FIRST -> {
                switch (link.open(packet.data())) {
                    case Decoded.Rejected<byte[]>(Rejection reason) -> port.drop(reason);
                    case Decoded.Value<byte[]>(byte[] plaintext) -> {
                        recent.add(hash);
                        link.inbound(now);
                        Reception reception = new Reception(hash, inbound.from(), inbound.hops(), inbound.signal());
                        onPlaintext(now, packet.context(), plaintext, reception);
                    }
                }
            }
        }
    }

    private void onPlaintext(long now, int context, byte[] plaintext, Reception reception) {
        switch (context) {
            case Context.NONE ->
                port.emit(new EndpointEvent.LinkPacketReceived(
                        link.id(),
                        link.identified(),
                        plaintext,
                        reception,
                        new ProofTicket.OfLinkPacket(link.id(), reception.packetHash())));
            case Context.LINK_RTT -> onRoundTrip(now, plaintext, reception);
            case Context.LINK_IDENTIFY -> onIdentify(plaintext);
            case Context.LINK_CLOSE -> dropIf(link.onClose(plaintext));
            case Context.CHANNEL -> onChannel(now, plaintext, reception.packetHash());
            case Context.REQUEST -> onRequest(plaintext, reception.packetHash());
            case Context.RESPONSE -> onResponse(now, plaintext);
            default -> onResourceControl(now, context, plaintext, reception.packetHash());
        }
    }

    private void onResourceControl(long now, int context, byte[] plaintext, Digest packetHash) {
        boolean taken =
                switch (context) {
                    case Context.RESOURCE_ADVERTISEMENT -> {
                        incoming.onAdvertisement(now, plaintext);
                        yield true;
                    }
                    case Context.RESOURCE_REQUEST ->
                        PartRequest.decode(plaintext) instanceof Decoded.Value<PartRequest>(PartRequest request)
                                && outgoing.onRequest(now, request, packetHash);
                    case Context.RESOURCE_HASHMAP_UPDATE ->
                        HashmapUpdate.decode(plaintext) instanceof Decoded.Value<HashmapUpdate>(HashmapUpdate update)
                                && incoming.onHashmapUpdate(now, update);
                    case Context.RESOURCE_INITIATOR_CANCEL ->
                        plaintext.length == Digest.LENGTH && incoming.onCancel(now, Digest.of(plaintext));
                    case Context.RESOURCE_RECEIVER_CANCEL ->
                        plaintext.length == Digest.LENGTH && outgoing.onReject(now, Digest.of(plaintext));
                    default -> false;
                };
        if (!taken) {
            port.drop(EndpointRejection.UNEXPECTED);
        }
    }

    private void onRoundTrip(long now, byte[] plaintext, Reception reception) {
        Optional<Rejection> refused = link.onRoundTrip(now, plaintext);
        dropIf(refused);
        if (refused.isEmpty()) {
            port.used(now);
            established(reception);
        } else if (refused.get() instanceof WireRejection) {
            link.close(now, LinkCloseReason.PROTOCOL_VIOLATION, port.transport());
        }
    }

    private void established(Reception reception) {
        port.emit(new EndpointEvent.LinkEstablished(
                link.id(), link.isInitiator(), link.rtt(), link.mtu(), link.mdu(), reception));
    }

    private void onIdentify(byte[] plaintext) {
        switch (link.onIdentify(plaintext)) {
            case Decoded.Rejected<Identity>(Rejection reason) -> port.drop(reason);
            case Decoded.Value<Identity>(Identity identity) ->
                port.emit(new EndpointEvent.LinkIdentified(link.id(), identity));
        }
    }

    private void onChannel(long now, byte[] plaintext, Digest packetHash) {
        if (channel.isEmpty()) {
            port.drop(ChannelRejection.CLOSED);
            return;
        }
        switch (Envelope.decode(plaintext)) {
            case Decoded.Rejected<Envelope>(Rejection reason) -> port.drop(reason);
            case Decoded.Value<Envelope>(Envelope envelope) -> {
                Optional<Rejection> refused = channel.get()
                        .onMessage(
                                envelope,
                                due -> port.emit(
                                        new EndpointEvent.MessageReceived(link.id(), due.type(), due.payload())));
                dropIf(refused);
                if (refused.isEmpty() || refused.get() == ChannelRejection.REPETITION) {
                    prove(now, packetHash);
                }
            }
        }
    }

    private void onRequest(byte[] plaintext, Digest packetHash) {
        if (!link.isActive()) {
            port.drop(EndpointRejection.LINK_NOT_ACTIVE);
        } else if (plaintext.length > options.requestBytes()) {
            port.drop(EndpointRejection.REQUEST_TOO_LARGE);
        } else {
            switch (Request.decode(plaintext)) {
                case Decoded.Rejected<Request>(Rejection reason) -> port.drop(reason);
                case Decoded.Value<Request>(Request request) ->
                    port.emit(new EndpointEvent.RequestReceived(
                            link.id(),
                            link.identified(),
                            packetHash.truncated(),
                            request.pathHash(),
                            request.unixTime(),
                            request.data(),
                            Optional.empty()));
            }
        }
    }

    private void onResponse(long now, byte[] plaintext) {
        if (!(Response.decode(plaintext) instanceof Decoded.Value<Response>(Response response))) {
            port.drop(WireRejection.BAD_MESSAGE_PACK);
            return;
        }
        Optional<LinkRequests.Pending> pending = requests.find(response.requestId());
        if (pending.isEmpty()) {
            port.drop(EndpointRejection.UNEXPECTED);
        } else if (response.data().length > pending.get().responseBytes()) {
            requests.onRequestFailed(response.requestId(), FailureReason.TOO_LARGE);
        } else {
            requests.remove(response.requestId());
            outgoing.abandon(now, response.requestId());
            port.emit(new EndpointEvent.ResponseReceived(
                    link.id(), pending.get().ref(), response.data(), Optional.empty()));
        }
    }

    private void onProof(long now, Packet packet, Inbound inbound) {
        if (packet.context() == Context.LINK_REQUEST_PROOF) {
            Optional<Rejection> refused = link.onProof(now, packet, inbound, port.transport());
            dropIf(refused);
            if (refused.isEmpty()) {
                established(new Reception(packet.hash(), inbound.from(), inbound.hops(), inbound.signal()));
            }
        } else if (!link.on().equals(Optional.of(inbound.from()))) {
            port.drop(EndpointRejection.OTHER_INTERFACE);
        } else if (packet.context() == Context.RESOURCE_PROOF) {
            accepted(
                    now,
                    ResourceProof.decode(packet.data()) instanceof Decoded.Value<ResourceProof>(ResourceProof proof)
                            && outgoing.onProof(now, proof));
        } else {
            accepted(now, onPacketProof(now, packet.data()));
        }
    }

    private boolean onPacketProof(long now, byte[] data) {
        if (!(LinkPacketProof.decode(data) instanceof Decoded.Value<LinkPacketProof>(LinkPacketProof proof))) {
            return false;
        }
        Digest hash = proof.packetHash();
        Optional<Receipts.Receipt> receipt = receipts.find(hash);
        boolean forChannel = channel.map(open -> open.awaits(hash)).orElse(false);
        if (receipt.isEmpty() && !forChannel || !link.isProvenByPeer(proof)) {
            return false;
        }
        receipt.ifPresent(receipts::delivered);
        channel.ifPresent(
                open -> open.onProof(now, hash, link, port.transport()).ifPresent(port::deliver));
        return true;
    }

    /** Acknowledges a packet of the peer. */
    void prove(long now, Digest packetHash) {
        port.used(now);
        recent.prove(packetHash);
        link.sendProof(now, Context.NONE, link.prove(packetHash).bytes(), port.transport());
    }

    void onOutcome(long now, ToEndpoint.Outcome outcome) {
        switch (outcome) {
            case ToEndpoint.Sent sent -> {
                link.onRequestSent(now, sent.hops(), sent.firstHopTimeoutNanos());
                receipts.onSent(now, sent, ProofTimes.packetProof(link.rtt()));
                requests.onSent(now, sent.ref());
            }
            case ToEndpoint.NoPath _ -> notSent(outcome.ref(), FailureReason.NO_PATH, LinkCloseReason.NO_PATH);
            case ToEndpoint.Full _ -> notSent(outcome.ref(), FailureReason.QUEUE_FULL, LinkCloseReason.QUEUE_FULL);
            case ToEndpoint.InterfaceGone _ -> link.end(LinkCloseReason.INTERFACE_GONE);
        }
    }

    private void notSent(long outboundRef, FailureReason reason, LinkCloseReason closeReason) {
        if (link.state() instanceof LinkState.Pending) {
            link.end(closeReason);
        } else {
            receipts.onNotSent(outboundRef, reason);
            requests.onNotSent(outboundRef, reason);
        }
    }

    void onDeadline(long now) {
        link.onDeadline(now, port.transport());
        if (link.isUsable()) {
            receipts.onDeadline(now);
            requests.onDeadline(now);
            outgoing.onDeadline(now);
            incoming.onDeadline(now);
            boolean alive = channel.map(open -> open.onDeadline(now, link, port.transport()))
                    .orElse(true);
            if (!alive) {
                link.close(now, LinkCloseReason.TIMED_OUT, port.transport());
            }
        }
    }

    long nextDeadline() {
        long next = Math.min(link.nextDeadline(), receipts.nextDeadline());
        next = Math.min(next, requests.nextDeadline());
        next = Math.min(next, Math.min(outgoing.nextDeadline(), incoming.nextDeadline()));
        return Math.min(next, channel.map(Channel::nextDeadline).orElse(Long.MAX_VALUE));
    }

    /** After every call: ends the link when it must end, and says so once; true when it has ended. */
    boolean settle(long now) {
        if (incoming.isViolated()) {
            link.close(now, LinkCloseReason.PROTOCOL_VIOLATION, port.transport());
        }
        if (!(link.state() instanceof LinkState.Closed(LinkCloseReason reason))) {
            return false;
        }
        receipts.failAll(FailureReason.LINK_CLOSED);
        outgoing.failAll(FailureReason.LINK_CLOSED);
        requests.failAll(FailureReason.LINK_CLOSED);
        incoming.failAll(FailureReason.LINK_CLOSED);
        channel.ifPresent(open -> open.unproven().forEach(ref -> port.fail(ref, FailureReason.LINK_CLOSED)));
        port.emit(new EndpointEvent.LinkClosed(link.id(), reason));
        return true;
    }

    private void accepted(long now, boolean taken) {
        if (taken) {
            link.inbound(now);
        } else {
            port.drop(EndpointRejection.UNEXPECTED);
        }
    }

    private void dropIf(Optional<Rejection> refused) {
        refused.ifPresent(port::drop);
    }
}
