package weft.reticulum.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.Rejection;
import weft.reticulum.hosting.ToEndpoint.Inbound;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.LinkSizes;
import weft.reticulum.packet.Context;
import weft.reticulum.request.Request;
import weft.reticulum.request.Response;
import weft.reticulum.resource.HashmapUpdate;
import weft.reticulum.resource.IncomingState;
import weft.reticulum.resource.ResourceAdvertisement;
import weft.reticulum.resource.ResourceProof;
import weft.reticulum.resource.ResourceReceiver;
import weft.reticulum.resource.TransferHistory;

/**
 * The resources that one link receives: who may send what, and to whom it goes (links-and-resources §20 to §22).
 *
 * <p>What will never be taken is rejected. What only finds no room now is passed over without a word, and counted: its sender
 * repeats the advertisement four times and then gives up an attempt (§19), while a rejection would end the message there (lxmf
 * §8). So both a peer of ours and the reference try again by themselves, and whoever comes first when there is room is taken.
 */
final class IncomingTransfers {

    private final LinkPort port;
    private final EndpointOptions options;
    private final LinkRequests requests;
    private final OutgoingTransfers outgoing;
    private final LongSupplier storedOnAllLinks;
    private final ProvenSegments proven = new ProvenSegments();
    private final TransferHistory history = new TransferHistory();
    private final SequencedMap<Digest, IncomingTransfer> transfers = new LinkedHashMap<>();
    private boolean violated;

    IncomingTransfers(
            LinkPort port,
            EndpointOptions options,
            LinkRequests requests,
            OutgoingTransfers outgoing,
            LongSupplier storedOnAllLinks) {
        this.port = port;
        this.options = options;
        this.requests = requests;
        this.outgoing = outgoing;
        this.storedOnAllLinks = storedOnAllLinks;
    }

    void onAdvertisement(long now, byte[] plaintext) {
        int partSize = LinkSizes.part(port.link().mtu());
        switch (ResourceAdvertisement.decode(plaintext, partSize)) {
            case Decoded.Rejected<ResourceAdvertisement>(Rejection reason) -> port.drop(reason);
            case Decoded.Value<ResourceAdvertisement>(ResourceAdvertisement advertised) -> {
                IncomingTransfer known = transfers.get(advertised.original());
                if (proven.isFinished(advertised.hash())) {
                    proven.repeat(now, advertised.hash(), port);
                } else if (known != null) {
                    continueWith(now, known, advertised);
                } else if (advertised.segment() != 1 || !advertised.original().equals(advertised.hash())) {
                    refuse(now, advertised, EndpointRejection.UNEXPECTED);
                } else {
                    begin(now, advertised, partSize);
                }
            }
        }
    }

    private void continueWith(long now, IncomingTransfer known, ResourceAdvertisement next) {
        boolean repeated = known.receiver().currentSegment().equals(next.hash());
        if (!repeated && !fits(next)) {
            port.drop(EndpointRejection.TOO_MANY_RESOURCES);
        } else if (!known.receiver().onAdvertisement(now, next, port.link(), port.transport())) {
            refuse(now, next, EndpointRejection.UNEXPECTED);
        }
        settle(now, known);
    }

    private void begin(long now, ResourceAdvertisement advertised, int partSize) {
        IncomingTransfer.Purpose purpose = IncomingTransfer.Purpose.of(advertised);
        Optional<LinkRequests.Pending> request = advertised.requestId().flatMap(requests::find);
        long limit =
                switch (purpose) {
                    case HOST -> options.acceptResources() ? options.limits().resourceBytes() : -1;
                    case REQUEST -> options.requestBytes() > 0 && port.link().isActive() ? options.requestBytes() : -1;
                    case RESPONSE ->
                        request.map(LinkRequests.Pending::responseBytes).orElse(-1L);
                };
        if (limit < 0) {
            port.drop(EndpointRejection.UNEXPECTED);
        } else if (advertised.totalSize() > limit) {
            refuse(now, advertised, EndpointRejection.RESOURCE_TOO_LARGE);
            if (purpose == IncomingTransfer.Purpose.RESPONSE) {
                requests.onRequestFailed(advertised.requestId().orElseThrow(), FailureReason.TOO_LARGE);
            }
        } else if (transfers.size() >= options.limits().incomingPerLink() || !fits(advertised)) {
            port.drop(EndpointRejection.TOO_MANY_RESOURCES);
        } else {
            ResourceReceiver receiver = new ResourceReceiver(now, advertised, partSize, history, port.link());
            IncomingTransfer transfer = new IncomingTransfer(receiver, purpose);
            transfers.put(receiver.id(), transfer);
            welcome(now, transfer);
        }
    }

    private void welcome(long now, IncomingTransfer transfer) {
        ResourceAdvertisement advertised = transfer.receiver().advertised();
        switch (transfer.purpose()) {
            case HOST ->
                port.emit(new EndpointEvent.ResourceOffered(
                        port.id(),
                        port.link().identified(),
                        advertised.original(),
                        advertised.totalSize(),
                        advertised.segments(),
                        advertised.has(ResourceAdvertisement.METADATA)));
            case REQUEST -> transfer.receiver().accept(now, port.link(), port.transport());
            case RESPONSE -> {
                requests.onResponseAdvertised(advertised.requestId().orElseThrow());
                transfer.receiver().accept(now, port.link(), port.transport());
            }
        }
    }

    /** Whether something is being received, and its sender answers. */
    boolean isUnderWay() {
        return transfers.values().stream()
                .anyMatch(transfer -> !transfer.receiver().isStalled());
    }

    private boolean fits(ResourceAdvertisement advertised) {
        return storedOnAllLinks.getAsLong() + advertised.transferSize()
                <= options.limits().storedBytes();
    }

    private void refuse(long now, ResourceAdvertisement advertised, Rejection reason) {
        port.send(now, Context.RESOURCE_RECEIVER_CANCEL, advertised.hash().bytes());
        port.drop(reason);
    }

    void accept(long now, Digest resource) {
        IncomingTransfer transfer = transfers.get(resource);
        if (transfer == null || transfer.purpose() != IncomingTransfer.Purpose.HOST) {
            port.emit(new EndpointEvent.ResourceFailed(port.id(), resource, FailureReason.TIMED_OUT));
        } else if (fits(transfer.receiver().advertised())) {
            transfer.receiver().accept(now, port.link(), port.transport());
        } else {
            port.drop(EndpointRejection.TOO_MANY_RESOURCES);
            transfer.receiver().fail(FailureReason.TOO_MANY);
            settle(now, transfer);
        }
    }

    void reject(long now, Digest resource) {
        IncomingTransfer transfer = transfers.get(resource);
        if (transfer != null && transfer.purpose() == IncomingTransfer.Purpose.HOST) {
            transfers.remove(resource);
            transfer.receiver().giveUp(now, FailureReason.CANCELLED, port.link(), port.transport());
        }
    }

    void defer(Digest resource) {
        IncomingTransfer transfer = transfers.get(resource);
        if (transfer != null
                && transfer.purpose() == IncomingTransfer.Purpose.HOST
                && transfer.receiver().state() instanceof IncomingState.Offered) {
            transfers.remove(resource);
        }
    }

    /** Ends the transfers whose senders don't answer, because others find no room. */
    void endStalled(long now) {
        for (IncomingTransfer transfer : List.copyOf(transfers.values())) {
            if (transfer.receiver().isStalled()) {
                port.drop(EndpointRejection.TRANSFER_GAVE_WAY);
                transfer.receiver().giveUp(now, FailureReason.TIMED_OUT, port.link(), port.transport());
                settle(now, transfer);
            }
        }
    }

    /** A part names no resource: each that is being received is tried. */
    boolean onPart(long now, byte[] part, Inbound inbound, Digest packetHash) {
        for (IncomingTransfer transfer : List.copyOf(transfers.values())) {
            if (transfer.receiver().onPart(now, part, port.link(), port.transport())) {
                Reception reception = new Reception(packetHash, inbound.from(), inbound.hops(), inbound.signal());
                transfer.receiver().takeSegment().ifPresent(segment -> hand(now, transfer, segment, reception));
                settle(now, transfer);
                return true;
            }
        }
        return false;
    }

    boolean onHashmapUpdate(long now, HashmapUpdate update) {
        for (IncomingTransfer transfer : List.copyOf(transfers.values())) {
            if (transfer.receiver().currentSegment().equals(update.resource())) {
                boolean taken = transfer.receiver().onHashmapUpdate(now, update, port.link(), port.transport());
                if (taken && transfer.purpose() == IncomingTransfer.Purpose.HOST) {
                    progress(transfer);
                }
                settle(now, transfer);
                return taken;
            }
        }
        return false;
    }

    private void progress(IncomingTransfer transfer) {
        port.emit(new EndpointEvent.ResourceProgress(
                port.id(),
                transfer.receiver().id(),
                transfer.receiver().receivedBytes(),
                transfer.receiver().advertised().totalSize()));
    }

    boolean onCancel(long now, Digest segment) {
        for (IncomingTransfer transfer : List.copyOf(transfers.values())) {
            if (transfer.receiver().currentSegment().equals(segment)) {
                transfer.receiver().onCancel();
                settle(now, transfer);
                return true;
            }
        }
        return false;
    }

    private void hand(long now, IncomingTransfer transfer, ResourceReceiver.IncomingData segment, Reception reception) {
        ProofTicket.OfSegment ticket = new ProofTicket.OfSegment(
                port.id(), segment.proof().resource(), segment.proof().proof());
        proven.finished(ticket.segment());
        if (transfer.purpose() == IncomingTransfer.Purpose.HOST) {
            port.emit(new EndpointEvent.SegmentReceived(
                    port.id(),
                    port.link().identified(),
                    transfer.receiver().id(),
                    segment.index(),
                    segment.segments(),
                    segment.metadata(),
                    segment.content(),
                    reception,
                    ticket));
            return;
        }
        transfer.keep(segment);
        if (segment.index() < segment.segments()) {
            // Requests and responses live no longer than the link: there is nothing to commit before the next segment.
            prove(now, ticket);
        } else if (transfer.purpose() == IncomingTransfer.Purpose.REQUEST) {
            handRequest(transfer, ticket);
        } else {
            handResponse(now, transfer, ticket);
        }
    }

    private void handRequest(IncomingTransfer transfer, ProofTicket ticket) {
        Address id = transfer.receiver().advertised().requestId().orElseThrow();
        switch (Request.decode(transfer.content())) {
            case Decoded.Rejected<Request>(Rejection reason) -> port.drop(reason);
            case Decoded.Value<Request>(Request request) ->
                port.emit(new EndpointEvent.RequestReceived(
                        port.id(),
                        port.link().identified(),
                        id,
                        request.pathHash(),
                        request.unixTime(),
                        request.data(),
                        Optional.of(ticket)));
        }
    }

    private void handResponse(long now, IncomingTransfer transfer, ProofTicket ticket) {
        Address id = transfer.receiver().advertised().requestId().orElseThrow();
        Optional<LinkRequests.Pending> pending = requests.find(id);
        if (pending.isEmpty()) {
            port.drop(EndpointRejection.UNEXPECTED);
            return;
        }
        long ref = pending.get().ref();
        if (transfer.metadata().isPresent()) {
            answered(now, id);
            port.emit(new EndpointEvent.FileReceived(
                    port.id(), ref, transfer.content(), transfer.metadata().get(), ticket));
        } else if (Response.decode(transfer.content()) instanceof Decoded.Value<Response>(Response response)
                && response.requestId().equals(id)) {
            answered(now, id);
            port.emit(new EndpointEvent.ResponseReceived(port.id(), ref, response.data(), Optional.of(ticket)));
        } else {
            requests.onRequestFailed(id, FailureReason.CORRUPT);
        }
    }

    private void answered(long now, Address id) {
        requests.remove(id);
        outgoing.abandon(now, id);
    }

    /** The host, or this class for what the host does not keep, acknowledges a segment. */
    void prove(long now, ProofTicket.OfSegment ticket) {
        port.used(now);
        proven.prove(now, new ResourceProof(ticket.segment(), ticket.proof()), port);
    }

    /** The sender has not got a proof and asks for it again. */
    boolean onCacheRequest(long now, Digest packetHash) {
        return proven.repeatPacket(now, packetHash, port);
    }

    /** Takes out what has ended. */
    private void settle(long now, IncomingTransfer transfer) {
        switch (transfer.receiver().state()) {
            case IncomingState.Complete _ ->
                transfers.remove(transfer.receiver().id());
            case IncomingState.Failed(FailureReason reason) -> {
                transfers.remove(transfer.receiver().id());
                failed(transfer, reason);
            }
            case IncomingState.Offered _, IncomingState.Transferring _, IncomingState.BetweenSegments _ -> {}
        }
    }

    private void failed(IncomingTransfer transfer, FailureReason reason) {
        violated |= reason == FailureReason.PROTOCOL_VIOLATION;
        ResourceReceiver receiver = transfer.receiver();
        switch (transfer.purpose()) {
            case HOST -> port.emit(new EndpointEvent.ResourceFailed(port.id(), receiver.id(), reason));
            case REQUEST -> port.drop(EndpointRejection.UNEXPECTED);
            case RESPONSE ->
                requests.onRequestFailed(receiver.advertised().requestId().orElseThrow(), reason);
        }
    }

    /** Whether a peer sent what must end the link (links-and-resources §20.2). */
    boolean isViolated() {
        return violated;
    }

    void onDeadline(long now) {
        for (IncomingTransfer transfer : List.copyOf(transfers.values())) {
            transfer.receiver().onDeadline(now, port.link(), port.transport());
            settle(now, transfer);
        }
    }

    long nextDeadline() {
        long next = Long.MAX_VALUE;
        for (IncomingTransfer transfer : transfers.values()) {
            next = Math.min(next, transfer.receiver().nextDeadline());
        }
        return next;
    }

    /** The link has ended. */
    void failAll(FailureReason reason) {
        List.copyOf(transfers.values()).forEach(transfer -> {
            transfers.remove(transfer.receiver().id());
            failed(transfer, reason);
        });
    }

    long storedBytes() {
        long stored = 0;
        for (IncomingTransfer transfer : transfers.values()) {
            stored += transfer.storedBytes();
        }
        return stored;
    }
}
