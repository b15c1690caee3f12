package weft.reticulum.endpoint;

import java.util.List;
import java.util.Optional;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.Entropy;
import weft.reticulum.Rejection;
import weft.reticulum.WireRejection;
import weft.reticulum.hosting.ToEndpoint.Inbound;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.identity.Ratchet;
import weft.reticulum.link.FailureReason;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;
import weft.reticulum.packet.Proof;

/** Packets outside links: encrypted to an identity, proven by its signature (rns-core §4, §8). */
final class PlainPackets {

    private final PrivateIdentity identity;
    private final boolean ratchetsOnly;
    private final Entropy entropy;
    private final EndpointOutput output;
    private final Receipts receipts;
    private final RecentPackets recent;

    PlainPackets(PrivateIdentity identity, EndpointOptions options, Entropy entropy, EndpointOutput output) {
        this.identity = identity;
        this.ratchetsOnly = options.ratchetsOnly();
        this.entropy = entropy;
        this.output = output;
        this.receipts = new Receipts(options.limits().unprovenPackets(), output);
        this.recent = new RecentPackets(options.limits().rememberedPackets());
    }

    Receipts receipts() {
        return receipts;
    }

    void send(long now, EndpointCommand.SendPacket command) {
        if (command.plaintext().length > Packet.ENCRYPTED_MDU) {
            output.fail(command.ref(), FailureReason.TOO_LARGE);
        } else if (receipts.isFull()) {
            output.fail(command.ref(), FailureReason.TOO_MANY);
        } else if (command.ratchet()
                .map(key -> key.length != Ratchet.KEY_LENGTH)
                .orElse(false)) {
            output.fail(command.ref(), FailureReason.UNUSABLE_KEY);
        } else {
            command.recipient()
                    .encrypt(command.plaintext(), command.ratchet(), entropy)
                    .ifPresentOrElse(
                            encrypted -> transmit(now, command, encrypted),
                            () -> output.fail(command.ref(), FailureReason.UNUSABLE_KEY));
        }
    }

    private void transmit(long now, EndpointCommand.SendPacket command, byte[] sealed) {
        Packet packet =
                Packet.originate(DestinationType.SINGLE, PacketType.DATA, command.destination(), Context.NONE, sealed);
        long outboundRef = output.transmit(0, Optional.empty(), packet.encode());
        receipts.add(
                now, command.ref(), Receipts.Aim.PROOF, outboundRef, packet.hash(), Optional.of(command.recipient()));
    }

    void onData(Packet packet, Inbound inbound, List<Ratchet> ratchets) {
        if (packet.context() != Context.NONE) {
            output.drop(EndpointRejection.UNEXPECTED);
            return;
        }
        Digest hash = packet.hash();
        ProofTicket ticket = new ProofTicket.OfPacket(inbound.from(), hash);
        switch (recent.sight(hash)) {
            case PROVEN -> output.emit(new EndpointEvent.DuplicateReceived(ticket));
            case AGAIN -> output.drop(EndpointRejection.DUPLICATE);
            case FIRST -> {
                switch (identity.decrypt(packet.data(), ratchets, ratchetsOnly)) {
                    case Decoded.Rejected<PrivateIdentity.Opened>(Rejection reason) -> output.drop(reason);
                    case Decoded.Value<PrivateIdentity.Opened>(PrivateIdentity.Opened opened) -> {
                        recent.add(hash);
                        output.emit(new EndpointEvent.PacketReceived(
                                opened.plaintext(),
                                opened.ratchet().map(Ratchet::id),
                                new Reception(hash, inbound.from(), inbound.hops(), inbound.signal()),
                                ticket));
                    }
                }
            }
        }
    }

    void onProof(Packet packet) {
        switch (Proof.decode(packet.data())) {
            case Decoded.Rejected<Proof>(Rejection reason) -> output.drop(reason);
            case Decoded.Value<Proof>(Proof proof) -> {
                Optional<Receipts.Receipt> receipt = receipts.find(packet.destination());
                if (receipt.isEmpty()) {
                    output.drop(EndpointRejection.UNEXPECTED);
                } else if (proof.proves(
                        receipt.get().packetHash(), receipt.get().recipient().orElseThrow())) {
                    receipts.delivered(receipt.get());
                } else {
                    output.drop(WireRejection.BAD_SIGNATURE);
                }
            }
        }
    }

    void prove(ProofTicket.OfPacket ticket) {
        recent.prove(ticket.packetHash());
        output.transmit(
                0,
                Optional.of(ticket.on()),
                Proof.implicit(identity, ticket.packetHash()).encode());
    }
}
