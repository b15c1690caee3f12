package weft.reticulum.endpoint;

import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.channel.Channel;
import weft.reticulum.channel.Envelope;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.Identification;
import weft.reticulum.link.Link;
import weft.reticulum.link.LinkCloseReason;
import weft.reticulum.packet.Context;
import weft.reticulum.request.Request;
import weft.reticulum.request.RequestPath;
import weft.reticulum.request.Response;
import weft.reticulum.resource.OutgoingResource;

/** What a host wants of one link; what cannot be done fails the command and changes nothing. */
final class LinkCommands {

    private LinkCommands() {}

    static void identify(long now, LinkSession session, PrivateIdentity identity) {
        Link link = session.link();
        if (link.isInitiator() && link.isActive()) {
            session.port().send(now, Context.LINK_IDENTIFY, Identification.sign(link.id(), identity));
        }
    }

    static void sendPacket(long now, LinkSession session, EndpointCommand.SendOnLink command) {
        if (!mayPass(session, command.ref(), command.plaintext().length)) {
            return;
        }
        if (session.receipts().isFull()) {
            session.port().fail(command.ref(), FailureReason.TOO_MANY);
            return;
        }
        Digest hash = session.port().send(now, Context.NONE, command.plaintext());
        session.receipts()
                .add(now, command.ref(), Receipts.Aim.PROOF, session.port().lastRef(), hash, Optional.empty());
    }

    static void sendResource(long now, LinkSession session, EndpointCommand.SendResource command) {
        if (mayPass(session, command.ref(), 0)) {
            session.outgoing()
                    .add(
                            now,
                            command.ref(),
                            new OutgoingResource(
                                    command.data(), command.metadata(), Optional.empty(), false, command.compress()));
        }
    }

    static void sendRequest(long now, LinkSession session, EndpointCommand.SendRequest command) {
        LinkPort port = session.port();
        if (!mayPass(session, command.ref(), 0)) {
            return;
        }
        if (session.requests().isFull()) {
            port.fail(command.ref(), FailureReason.TOO_MANY);
            return;
        }
        byte[] packed = new Request(command.unixTime(), RequestPath.hash(command.path()), command.data()).encode();
        if (packed.length <= session.link().mdu()) {
            Digest hash = port.send(now, Context.REQUEST, packed);
            session.requests().addPacket(now, hash.truncated(), command, port.lastRef());
        } else {
            Address id = Request.idOf(packed);
            OutgoingResource resource = new OutgoingResource(packed, Optional.empty(), Optional.of(id), false, true);
            if (session.outgoing().add(now, command.ref(), resource)) {
                session.requests().addResource(id, command);
            }
        }
    }

    static void respond(long now, LinkSession session, EndpointCommand.Respond command) {
        LinkPort port = session.port();
        if (!mayPass(session, command.ref(), 0)) {
            return;
        }
        byte[] packed = new Response(command.requestId(), command.data()).encode();
        if (packed.length > session.link().mdu()) {
            OutgoingResource resource = new OutgoingResource(
                    packed, Optional.empty(), Optional.of(command.requestId()), true, command.compress());
            session.outgoing().add(now, command.ref(), resource);
        } else if (session.receipts().isFull()) {
            port.fail(command.ref(), FailureReason.TOO_MANY);
        } else {
            Digest hash = port.send(now, Context.RESPONSE, packed);
            session.receipts().add(now, command.ref(), Receipts.Aim.SENDING, port.lastRef(), hash, Optional.empty());
        }
    }

    static void respondFile(long now, LinkSession session, EndpointCommand.RespondFile command) {
        if (mayPass(session, command.ref(), 0)) {
            OutgoingResource resource = new OutgoingResource(
                    command.content(),
                    Optional.of(command.metadata()),
                    Optional.of(command.requestId()),
                    true,
                    command.compress());
            session.outgoing().add(now, command.ref(), resource);
        }
    }

    static void sendMessage(long now, LinkSession session, EndpointCommand.SendMessage command) {
        LinkPort port = session.port();
        if (!mayPass(session, command.ref(), 0)) {
            return;
        }
        Optional<Channel> channel = session.channel();
        if (channel.isEmpty() || (command.type() & ~Envelope.MAX_16) != 0) {
            port.fail(command.ref(), FailureReason.NOT_ALLOWED);
        } else if (command.payload().length > Envelope.maxPayload(session.link().mdu())) {
            port.fail(command.ref(), FailureReason.TOO_LARGE);
        } else if (!channel.get()
                .send(now, command.ref(), command.type(), command.payload(), port.link(), port.transport())) {
            port.fail(command.ref(), FailureReason.TOO_MANY);
        }
    }

    static void close(long now, LinkSession session) {
        session.link().close(now, LinkCloseReason.CLOSED_BY_HOST, session.port().transport());
    }

    private static boolean mayPass(LinkSession session, long ref, int length) {
        if (!session.link().isActive()) {
            session.port().fail(ref, FailureReason.LINK_NOT_ACTIVE);
            return false;
        }
        if (length > session.link().mdu()) {
            session.port().fail(ref, FailureReason.TOO_LARGE);
            return false;
        }
        return true;
    }
}
