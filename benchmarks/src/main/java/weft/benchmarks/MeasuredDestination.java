package weft.benchmarks;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.announce.Announce;
import weft.reticulum.announce.Emission;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;

/** A destination that a measuring device hosts, one hop behind the node that is measured. */
final class MeasuredDestination {

    private final PrivateIdentity owner;
    private final Address address;

    private MeasuredDestination(PrivateIdentity owner) {
        this.owner = owner;
        this.address =
                DestinationName.LXMF_DELIVERY.destination(owner.identity().hash());
    }

    /** One that nobody has heard of. */
    static MeasuredDestination unheardOf() {
        return new MeasuredDestination(PrivateIdentity.generate(new SecureRandom()::nextBytes));
    }

    /** Its announce, encoded. */
    byte[] announce() {
        byte[] random = new byte[Emission.RANDOM_LENGTH];
        new SecureRandom().nextBytes(random);
        return Announce.build(
                        owner,
                        DestinationName.LXMF_DELIVERY,
                        Emission.of(random, Instant.now().getEpochSecond()),
                        Optional.empty(),
                        new byte[0],
                        false)
                .encode();
    }

    /** The id of the node that passes its announce on; empty for any other packet. */
    Optional<Address> transportId(byte[] raw) {
        return Packet.decode(raw) instanceof Decoded.Value<Packet>(Packet packet)
                        && packet.destination().equals(address)
                ? packet.transportId()
                : Optional.empty();
    }

    /** A data packet for it that asks that node to pass it on, encoded. */
    byte[] packet(Address through, byte[] payload) {
        return new Packet(
                        false,
                        true,
                        DestinationType.SINGLE,
                        PacketType.DATA,
                        0,
                        Optional.of(through),
                        address,
                        Context.NONE,
                        payload)
                .encode();
    }

    /** Whether that is a {@link #packet} as it arrives, with a payload of that many bytes. */
    boolean isPacket(byte[] raw, int payload) {
        return raw.length == Packet.HEADER_1 + payload && Address.read(raw, 2).equals(address);
    }
}
