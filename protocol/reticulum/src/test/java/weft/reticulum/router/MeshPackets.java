package weft.reticulum.router;

import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.announce.Announce;
import weft.reticulum.announce.AnnounceForm;
import weft.reticulum.announce.Emission;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.link.LinkProof;
import weft.reticulum.link.Signalling;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;

/** Packets that others on the mesh might send. */
final class MeshPackets {

    static final DestinationName NAME = DestinationName.of("example", "test");

    private MeshPackets() {}

    /** A destination of somebody else. */
    record Stranger(PrivateIdentity identity) {
        Stranger(long seed) {
            this(TestRouter.identity(1000 + seed));
        }

        Address address() {
            return NAME.destination(identity.identity().hash());
        }

        byte[] announce(long emission) {
            return announce(emission, emission, false);
        }

        byte[] announce(long random, long emission, boolean pathResponse) {
            return Announce.build(
                            identity,
                            NAME,
                            new Emission(random & 0xFF_FFFF_FFFFL, TestRouter.UNIX_START + emission),
                            Optional.empty(),
                            new byte[] {1, 2, 3},
                            pathResponse)
                    .encode();
        }

        /** Its announce as a transport node passes it on. */
        byte[] announce(long emission, int wireHops, Address via) {
            return AnnounceForm.inTransport(announce(emission), wireHops, Context.NONE, via);
        }
    }

    /** A transport id. */
    static Address node(int number) {
        return TestRouter.identity(5000 + number).identity().hash();
    }

    static byte[] data(Address destination, String content) {
        return Packet.originate(DestinationType.SINGLE, PacketType.DATA, destination, Context.NONE, content.getBytes())
                .encode();
    }

    /** The same packet on its way, with a transport id. */
    static byte[] inTransport(byte[] packet, int wireHops, Address transportId) {
        byte[] form = new byte[packet.length + Address.LENGTH];
        form[0] = (byte) (0x50 | packet[0] & 0x0F);
        form[1] = (byte) wireHops;
        transportId.write(form, 2);
        System.arraycopy(packet, 2, form, 18, packet.length - 2);
        return form;
    }

    static byte[] withHops(byte[] packet, int wireHops) {
        byte[] changed = packet.clone();
        changed[1] = (byte) wireHops;
        return changed;
    }

    /** A link request with signalling. */
    static byte[] linkRequest(Address destination, int seed, int mtu) {
        byte[] data = new byte[67];
        TestRouter.entropy(seed).fill(data);
        data[64] = (byte) (0x20 | mtu >> 16);
        data[65] = (byte) (mtu >> 8);
        data[66] = (byte) mtu;
        return Packet.originate(DestinationType.SINGLE, PacketType.LINK_REQUEST, destination, Context.NONE, data)
                .encode();
    }

    static Address linkId(byte[] request) {
        Packet packet = ((Decoded.Value<Packet>) Packet.decode(request)).value();
        byte[] part = packet.hashablePart();
        return Hashes.sha256(part, 0, part.length - Math.max(0, packet.data().length - 64))
                .truncated();
    }

    /** The proof of a link request, as the destination sends it. */
    static byte[] linkProof(Address linkId, PrivateIdentity destination, int mtu) {
        byte[] key = new byte[32];
        key[0] = 9;
        return LinkProof.sign(linkId, key, new Signalling(1, mtu), destination)
                .packet(linkId)
                .encode();
    }

    static byte[] linkData(Address linkId, String content) {
        return Packet.originate(DestinationType.LINK, PacketType.DATA, linkId, Context.NONE, content.getBytes())
                .encode();
    }
}
