package weft.reticulum.packet;

import java.util.Arrays;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Hashes;

/**
 * One packet, taken apart (rns-core §7). For the control path and for endpoints; forwarding works on the raw bytes.
 *
 * @param contextFlag bit 5 of the flags: in an announce, a ratchet is present
 * @param transported bit 4 of the flags, the transport type
 * @param hops the wire hop count, 0 to 127
 * @param transportId the next transport node; present exactly when the packet has header type 2
 * @param destination destination hash, link id, or the truncated hash of the packet that a proof proves
 * @param context see {@link Context}; 0 to 255
 * @param data at least one byte
 */
public record Packet(
        boolean contextFlag,
        boolean transported,
        DestinationType destinationType,
        PacketType type,
        int hops,
        Optional<Address> transportId,
        Address destination,
        int context,
        byte[] data) {

    /** Largest packet, header and data, where no link negotiated more; in bytes. */
    public static final int MTU = 500;

    /** Header size without and with a transport id, in bytes. */
    public static final int HEADER_1 = 19;

    public static final int HEADER_2 = 35;

    /** Wire hop counts from here on are invalid. */
    public static final int MAX_HOPS = 128;

    /** Largest plaintext in a packet to a SINGLE destination that can still be put into transport, in bytes. */
    public static final int ENCRYPTED_MDU = 383;

    /** Largest data of a packet to a PLAIN destination, in bytes. */
    public static final int PLAIN_MDU = 464;

    static final int HEADER_TYPE_BIT = 0x40;
    static final int CONTEXT_BIT = 0x20;
    static final int TRANSPORT_BIT = 0x10;

    /** A packet as its originator sends it: header type 1, no hops, broadcast. */
    public static Packet originate(
            DestinationType destinationType, PacketType type, Address destination, int context, byte[] data) {
        return new Packet(false, false, destinationType, type, 0, Optional.empty(), destination, context, data);
    }

    /**
     * An announce as a transport node passes it on: header type 2, in transport, with the node's own id
     * (rns-core §11.3).
     *
     * @param hops as counted at receive
     * @param context {@link Context#NONE}, or {@link Context#PATH_RESPONSE} when it answers a path request
     */
    public Packet relayed(Address transportId, int hops, int context) {
        return new Packet(
                contextFlag, true, destinationType, type, hops, Optional.of(transportId), destination, context, data);
    }

    /**
     * Takes raw bytes apart. Bit 7 of the flags belongs to the interface layer and is not looked at.
     *
     * @return the packet, {@link WireRejection#TOO_SHORT} when header or data are missing, or
     *     {@link WireRejection#TOO_MANY_HOPS}
     */
    public static Decoded<Packet> decode(byte[] raw) {
        if (raw.length < 2) {
            return Decoded.rejected(WireRejection.TOO_SHORT);
        }
        int flags = raw[0] & 0xFF;
        int hops = raw[1] & 0xFF;
        boolean inTransport = (flags & HEADER_TYPE_BIT) != 0;
        int header = inTransport ? HEADER_2 : HEADER_1;
        if (raw.length <= header) {
            return Decoded.rejected(WireRejection.TOO_SHORT);
        }
        if (hops >= MAX_HOPS) {
            return Decoded.rejected(WireRejection.TOO_MANY_HOPS);
        }
        return Decoded.value(new Packet(
                (flags & CONTEXT_BIT) != 0,
                (flags & TRANSPORT_BIT) != 0,
                DestinationType.of(flags),
                PacketType.of(flags),
                hops,
                inTransport ? Optional.of(Address.read(raw, 2)) : Optional.empty(),
                Address.read(raw, header - 1 - Address.LENGTH),
                raw[header - 1] & 0xFF,
                Arrays.copyOfRange(raw, header, raw.length)));
    }

    /** Size on the wire, header and data, in bytes. */
    public int length() {
        return (transportId.isPresent() ? HEADER_2 : HEADER_1) + data.length;
    }

    /** The bytes on the wire. */
    public byte[] encode() {
        int header = transportId.isPresent() ? HEADER_2 : HEADER_1;
        byte[] raw = new byte[header + data.length];
        raw[0] = (byte) flags();
        raw[1] = (byte) hops;
        transportId.ifPresent(id -> id.write(raw, 2));
        destination.write(raw, header - 1 - Address.LENGTH);
        raw[header - 1] = (byte) context;
        System.arraycopy(data, 0, raw, header, data.length);
        return raw;
    }

    /** The flags byte. */
    public int flags() {
        return (transportId.isPresent() ? HEADER_TYPE_BIT : 0)
                | (contextFlag ? CONTEXT_BIT : 0)
                | (transported ? TRANSPORT_BIT : 0)
                | destinationType.ordinal() << 2
                | type.ordinal();
    }

    /** The packet hash, the same on every hop (rns-core §7.6). */
    public Digest hash() {
        return Hashes.sha256(hashablePart());
    }

    /** What the packet hash covers: low flag bits, destination, context and data. */
    public byte[] hashablePart() {
        byte[] part = new byte[2 + Address.LENGTH + data.length];
        part[0] = (byte) (flags() & 0x0F);
        destination.write(part, 1);
        part[1 + Address.LENGTH] = (byte) context;
        System.arraycopy(data, 0, part, 2 + Address.LENGTH, data.length);
        return part;
    }
}
