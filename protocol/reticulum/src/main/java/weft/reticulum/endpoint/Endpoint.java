package weft.reticulum.endpoint;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Entropy;
import weft.reticulum.Rejection;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.Link;
import weft.reticulum.link.LinkCloseReason;
import weft.reticulum.link.LinkRequest;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;

/**
 * One hosted destination: holds its private keys, decrypts, signs, ends its links.
 *
 * <p>Owned by one thread. Time is the owner's monotonic nanoseconds; a {@code now} smaller than an earlier one counts as that.
 * Everything goes out through the sink of the call, which must not call back in. Whatever the Router brings (late, twice, forged)
 * is harmless and at most a {@link EndpointEvent.Dropped}.
 */
public final class Endpoint {

    private final PrivateIdentity identity;
    private final Address destination;
    private final EndpointOptions options;
    private final Entropy entropy;
    private final EndpointOutput output;
    private final DestinationAnnounces announces;
    private final PlainPackets plain;
    private final LinkPlaces places;
    private long now;

    /**
     * Hosts a destination.
     *
     * @param entropy keys and initialisation vectors
     * @param random where numbers start that need no secrecy
     */
    public Endpoint(
            PrivateIdentity identity,
            DestinationName name,
            RetainedRatchets ratchets,
            EndpointOptions options,
            Entropy entropy,
            RandomGenerator random) {
        this.identity = identity;
        this.destination = name.destination(identity.identity().hash());
        this.options = options;
        this.entropy = entropy;
        this.output = new EndpointOutput(destination, random);
        this.announces =
                new DestinationAnnounces(identity, name, ratchets, options.ratchetIntervalSeconds(), entropy, output);
        this.plain = new PlainPackets(identity, options, entropy, output);
        this.places = new LinkPlaces(options.limits());
    }

    /** The hosted destination's hash, the owner in every record. */
    public Address destination() {
        return destination;
    }

    /** Something from the Router. */
    public void receive(long time, ToEndpoint record, EndpointSink out) {
        call(time, out, () -> {
            if (!record.owner().equals(destination)) {
                output.drop(EndpointRejection.NOT_OURS);
                return;
            }
            switch (record) {
                case ToEndpoint.Inbound inbound -> onInbound(inbound);
                case ToEndpoint.Outcome outcome -> onOutcome(outcome);
                case ToEndpoint.PathKnown known ->
                    output.emit(new EndpointEvent.PathFound(
                            known.destination(), known.hops(), known.announce(), known.firstHopTimeoutNanos()));
                case ToEndpoint.PathRequested requested -> announces.onPathRequested(now, requested.on());
            }
        });
    }

    /** Something the host wants. */
    public void handle(long time, EndpointCommand command, EndpointSink out) {
        call(time, out, () -> onCommand(command));
    }

    /** Does what is due. Calling early or twice is harmless. */
    public void onDeadline(long time, EndpointSink out) {
        call(time, out, () -> {
            if (now < nextDeadline()) {
                return;
            }
            announces.receipts().onDeadline(now);
            plain.receipts().onDeadline(now);
            for (LinkSession session : List.copyOf(places.all())) {
                session.onDeadline(now);
                settle(session);
            }
        });
    }

    /** When {@link #onDeadline} has something to do; {@link Long#MAX_VALUE} when never. */
    public long nextDeadline() {
        long next =
                Math.min(announces.receipts().nextDeadline(), plain.receipts().nextDeadline());
        for (LinkSession session : places.all()) {
            next = Math.min(next, session.nextDeadline());
        }
        return next;
    }

    /** Links that are open or being opened. */
    public int links() {
        return places.size();
    }

    /** Bytes of resources that are being received, at most {@link EndpointLimits#storedBytes()}. */
    public long storedBytes() {
        long stored = 0;
        for (LinkSession session : places.all()) {
            stored += session.incoming().storedBytes();
        }
        return stored;
    }

    private void call(long time, EndpointSink out, Runnable action) {
        now = Math.max(now, time);
        output.open(out);
        try {
            action.run();
        } finally {
            output.close();
        }
    }

    private void onInbound(ToEndpoint.Inbound inbound) {
        switch (Packet.decode(inbound.raw())) {
            case Decoded.Rejected<Packet>(Rejection reason) -> output.drop(reason);
            case Decoded.Value<Packet>(Packet packet) -> {
                if (packet.destinationType() == DestinationType.LINK) {
                    onLink(packet.destination(), session -> session.onPacket(now, packet, inbound));
                } else if (packet.destinationType() != DestinationType.SINGLE) {
                    output.drop(EndpointRejection.NOT_OURS);
                } else if (packet.type() == PacketType.PROOF) {
                    plain.onProof(packet);
                } else if (!packet.destination().equals(destination)) {
                    output.drop(EndpointRejection.NOT_OURS);
                } else if (packet.type() == PacketType.LINK_REQUEST) {
                    onLinkRequest(packet, inbound);
                } else if (packet.type() == PacketType.DATA) {
                    plain.onData(packet, inbound, announces.ratchets());
                } else {
                    output.drop(EndpointRejection.NOT_OURS);
                }
            }
        }
    }

    private void onLinkRequest(Packet packet, ToEndpoint.Inbound inbound) {
        if (!options.acceptLinks()) {
            output.drop(EndpointRejection.LINKS_REFUSED);
        } else if (places.find(LinkRequest.linkId(packet)) != null) {
            output.drop(EndpointRejection.DUPLICATE);
        } else if (places.hasRoomForPeers()) {
            accept(packet, inbound, Optional.empty());
        } else {
            places.givingWay(now, inbound.from())
                    .ifPresentOrElse(
                            leaving -> accept(packet, inbound, Optional.of(leaving)),
                            () -> output.drop(EndpointRejection.TOO_MANY_LINKS));
        }
    }

    /** Answers a link request, which takes the place of {@code leaving} if it is a good one. */
    private void accept(Packet packet, ToEndpoint.Inbound inbound, Optional<LinkSession> leaving) {
        switch (Link.accept(
                now, packet, inbound, identity, options.linkMtu(), options.linkProofDelayNanos(), entropy)) {
            case Decoded.Rejected<Link>(Rejection reason) -> output.drop(reason);
            case Decoded.Value<Link>(Link link) -> {
                leaving.ifPresent(this::giveWay);
                begin(link, inbound.hops()).onDeadline(now);
            }
        }
    }

    private void giveWay(LinkSession session) {
        output.drop(EndpointRejection.LINK_GAVE_WAY);
        session.link().close(now, LinkCloseReason.GAVE_WAY, session.port().transport());
        settle(session);
    }

    private LinkSession begin(Link link, int hops) {
        LinkPort port = new LinkPort(now, link, hops, output.newLink(), output);
        LinkSession session = new LinkSession(port, options, output, entropy, this::storedBytes);
        places.add(session);
        return session;
    }

    private void onOutcome(ToEndpoint.Outcome outcome) {
        int link = EndpointOutput.linkOf(outcome.ref());
        if (link != 0) {
            places.all().stream()
                    .filter(session -> session.port().number() == link)
                    .findFirst()
                    .ifPresent(session -> {
                        session.onOutcome(now, outcome);
                        settle(session);
                    });
            return;
        }
        for (Receipts receipts : List.of(announces.receipts(), plain.receipts())) {
            switch (outcome) {
                case ToEndpoint.Sent sent -> receipts.onSent(now, sent, sent.proofWait());
                case ToEndpoint.NoPath _ -> receipts.onNotSent(outcome.ref(), FailureReason.NO_PATH);
                case ToEndpoint.Full _ -> receipts.onNotSent(outcome.ref(), FailureReason.QUEUE_FULL);
                case ToEndpoint.InterfaceGone _ -> receipts.onNotSent(outcome.ref(), FailureReason.INTERFACE_GONE);
            }
        }
    }

    private void onCommand(EndpointCommand command) {
        switch (command) {
            case EndpointCommand.Announce announce -> announces.announce(now, announce);
            case EndpointCommand.RatchetStored stored -> announces.onStored(now, stored.ratchet());
            case EndpointCommand.FindPath find -> output.findPath(find.destination());
            case EndpointCommand.SendPacket send -> plain.send(now, send);
            case EndpointCommand.OpenLink open -> openLink(open);
            case EndpointCommand.Identify identify ->
                onLink(identify.link(), session -> LinkCommands.identify(now, session, identity));
            case EndpointCommand.SendOnLink send ->
                onLink(send.link(), send.ref(), session -> LinkCommands.sendPacket(now, session, send));
            case EndpointCommand.SendResource send ->
                onLink(send.link(), send.ref(), session -> LinkCommands.sendResource(now, session, send));
            case EndpointCommand.CancelResource cancel ->
                onLink(cancel.link(), session -> session.outgoing().cancel(now, cancel.ref()));
            case EndpointCommand.AcceptResource accept ->
                onLink(accept.link(), session -> session.incoming().accept(now, accept.resource()));
            case EndpointCommand.RejectResource reject ->
                onLink(reject.link(), session -> session.incoming().reject(now, reject.resource()));
            case EndpointCommand.DeferResource deferred -> defer(deferred);
            case EndpointCommand.SendRequest send ->
                onLink(send.link(), send.ref(), session -> LinkCommands.sendRequest(now, session, send));
            case EndpointCommand.Respond respond ->
                onLink(respond.link(), respond.ref(), session -> LinkCommands.respond(now, session, respond));
            case EndpointCommand.RespondFile file ->
                onLink(file.link(), file.ref(), session -> LinkCommands.respondFile(now, session, file));
            case EndpointCommand.OpenChannel open ->
                onLink(open.link(), session -> session.openChannel().register(open.messageTypes()));
            case EndpointCommand.SendMessage send ->
                onLink(send.link(), send.ref(), session -> LinkCommands.sendMessage(now, session, send));
            case EndpointCommand.CloseLink close -> onLink(close.link(), session -> LinkCommands.close(now, session));
            case EndpointCommand.CloseLinks _ ->
                List.copyOf(places.all()).forEach(session -> {
                    LinkCommands.close(now, session);
                    settle(session);
                });
            case EndpointCommand.Prove prove -> prove(prove.ticket());
        }
    }

    /** What the host has no room for is offered again: until then senders that have stopped may have made some. */
    private void defer(EndpointCommand.DeferResource command) {
        onLink(command.link(), session -> session.incoming().defer(command.resource()));
        for (LinkSession session : List.copyOf(places.all())) {
            session.incoming().endStalled(now);
            settle(session);
        }
    }

    private void openLink(EndpointCommand.OpenLink command) {
        if (!places.hasRoomForOwn()) {
            output.fail(command.ref(), FailureReason.TOO_MANY);
            return;
        }
        Link link = Link.initiate(now, command.recipient(), command.destination(), options.linkMtu(), entropy);
        LinkSession session = begin(link, 0);
        output.emit(new EndpointEvent.LinkOpening(command.ref(), link.id(), command.destination()));
        session.port().transport().transmit(link.handshake().encode());
    }

    private void prove(ProofTicket ticket) {
        switch (ticket) {
            case ProofTicket.OfPacket packet -> plain.prove(packet);
            case ProofTicket.OfLinkPacket packet ->
                onUsableLink(packet.link(), session -> session.prove(now, packet.packetHash()));
            case ProofTicket.OfSegment segment ->
                onUsableLink(segment.link(), session -> session.incoming().prove(now, segment));
        }
    }

    private void onUsableLink(Address id, Consumer<LinkSession> action) {
        LinkSession session = places.find(id);
        if (session != null && session.link().isUsable()) {
            action.accept(session);
        }
    }

    private void onLink(Address id, long ref, Consumer<LinkSession> action) {
        if (places.find(id) != null) {
            onLink(id, action.andThen(session -> session.port().used(now)));
        } else {
            output.fail(ref, FailureReason.LINK_CLOSED);
        }
    }

    private void onLink(Address id, Consumer<LinkSession> action) {
        LinkSession session = places.find(id);
        if (session == null) {
            output.drop(EndpointRejection.NOT_OURS);
            return;
        }
        action.accept(session);
        settle(session);
    }

    private void settle(LinkSession session) {
        if (session.settle(now)) {
            places.remove(session);
        }
    }
}
