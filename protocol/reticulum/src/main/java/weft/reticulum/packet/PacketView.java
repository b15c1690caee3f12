package weft.reticulum.packet;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.WireRejection;

/**
 * A cursor over one raw packet, for forwarding: reads header fields where they stand and rewrites them in place
 * (rns-core §7, §13). One view serves any number of packets, one after the other, and allocates nothing.
 *
 * <p>The view works on the caller's array and keeps no copy. Fields may be read only after {@link #wrap} returned empty.
 * Removing the transport id moves the start of the packet forward, inserting one moves it back, so {@link #offset()} and
 * {@link #length()} say afterwards which bytes to send.
 */
public final class PacketView {

    /** Bytes in front of a packet that {@link #insertTransportId} needs. */
    public static final int HEADROOM = Address.LENGTH;

    private static final Optional<WireRejection> WELL_FORMED = Optional.empty();
    private static final Optional<WireRejection> TOO_SHORT = Optional.of(WireRejection.TOO_SHORT);
    private static final Optional<WireRejection> TOO_MANY_HOPS = Optional.of(WireRejection.TOO_MANY_HOPS);

    private byte[] raw = {};
    private int offset;
    private int length;
    private int header;

    /**
     * Looks at the {@code length} bytes from {@code offset}, with the same rules as {@link Packet#decode}.
     *
     * @return empty when the packet is well formed; otherwise why not, and the view must not be read
     */
    public Optional<WireRejection> wrap(byte[] source, int offset, int length) {
        if (length < 2) {
            return TOO_SHORT;
        }
        int headerLength = (source[offset] & Packet.HEADER_TYPE_BIT) != 0 ? Packet.HEADER_2 : Packet.HEADER_1;
        if (length <= headerLength) {
            return TOO_SHORT;
        }
        if (source[offset + 1] < 0) {
            return TOO_MANY_HOPS;
        }
        this.raw = source;
        this.offset = offset;
        this.length = length;
        this.header = headerLength;
        return WELL_FORMED;
    }

    /** The array that was wrapped. */
    public byte[] raw() {
        return raw;
    }

    /** Where the packet begins in {@link #raw()}. */
    public int offset() {
        return offset;
    }

    /** Size of the packet, header and data, in bytes. */
    public int length() {
        return length;
    }

    /** The flags byte without the interface layer's bit 7. */
    public int flags() {
        return raw[offset] & 0x7F;
    }

    /** The wire hop count. */
    public int hops() {
        return raw[offset + 1];
    }

    public PacketType type() {
        return PacketType.of(flags());
    }

    public DestinationType destinationType() {
        return DestinationType.of(flags());
    }

    /** Bit 5: in an announce, a ratchet is present. */
    public boolean contextFlag() {
        return (raw[offset] & Packet.CONTEXT_BIT) != 0;
    }

    /** Whether the packet has header type 2. */
    public boolean hasTransportId() {
        return header == Packet.HEADER_2;
    }

    /** Whether the packet has header type 2 and is addressed to this transport node. */
    public boolean isFor(Address transportId) {
        return hasTransportId() && transportId.matches(raw, offset + 2);
    }

    /** The transport id of a header type 2 packet. */
    public Optional<Address> transportId() {
        return hasTransportId() ? Optional.of(Address.read(raw, offset + 2)) : Optional.empty();
    }

    /** Destination hash, link id, or the truncated hash of the proven packet. */
    public Address destination() {
        return Address.read(raw, offset + header - 1 - Address.LENGTH);
    }

    /** Whether {@link #destination()} is this address; allocates nothing. */
    public boolean isTo(Address destination) {
        return destination.matches(raw, offset + header - 1 - Address.LENGTH);
    }

    /** See {@link Context}; 0 to 255. */
    public int context() {
        return raw[offset + header - 1] & 0xFF;
    }

    /** Where the data begins in {@link #raw()}. */
    public int dataOffset() {
        return offset + header;
    }

    /** Size of the data in bytes, at least one. */
    public int dataLength() {
        return length - header;
    }

    /** The packet hash, the same on every hop (rns-core §7.6). */
    public Digest hash(MessageDigest sha256, byte[] scratch) {
        digest(sha256, length, scratch);
        return Digest.read(scratch, 0);
    }

    /**
     * Writes the 32-byte packet hash to the start of {@code target}.
     *
     * @param sha256 left reset
     */
    public void hashInto(MessageDigest sha256, byte[] target) {
        digest(sha256, length, target);
    }

    /**
     * The link id that a link request makes: the truncated packet hash without the signalling after the first 64 data bytes
     * (rns-core §13.3).
     */
    public Address linkId(MessageDigest sha256, byte[] scratch) {
        digest(sha256, Math.min(length, header + 64), scratch);
        return Address.read(scratch, 0);
    }

    /** Writes the hop count of the next hop. */
    public void setHops(int hops) {
        raw[offset + 1] = (byte) hops;
    }

    /**
     * Addresses a header type 2 packet to the next transport node.
     *
     * @throws IllegalStateException for header type 1
     */
    public void replaceTransportId(Address transportId) {
        requireTransportId();
        transportId.write(raw, offset + 2);
    }

    /**
     * Turns header type 2 into type 1 for the last hop: broadcast, context flag cleared (rns-core §13.1).
     *
     * @throws IllegalStateException for header type 1
     */
    public void removeTransportId() {
        requireTransportId();
        byte flags = (byte) (raw[offset] & 0x0F);
        byte hops = raw[offset + 1];
        offset += Address.LENGTH;
        length -= Address.LENGTH;
        header = Packet.HEADER_1;
        raw[offset] = flags;
        raw[offset + 1] = hops;
    }

    /**
     * Turns header type 1 into type 2 towards a destination more than one hop away: in transport, context flag cleared
     * (rns-core §7.9).
     *
     * @throws IllegalStateException for header type 2, or with less than {@link #HEADROOM} bytes in front of the packet
     */
    public void insertTransportId(Address transportId) {
        if (hasTransportId() || offset < HEADROOM) {
            throw new IllegalStateException("a transport id is inserted once, into sixteen free bytes");
        }
        byte flags = (byte) (Packet.HEADER_TYPE_BIT | Packet.TRANSPORT_BIT | raw[offset] & 0x0F);
        byte hops = raw[offset + 1];
        offset -= Address.LENGTH;
        length += Address.LENGTH;
        header = Packet.HEADER_2;
        raw[offset] = flags;
        raw[offset + 1] = hops;
        transportId.write(raw, offset + 2);
    }

    /** Cuts bytes off the end, as transport nodes do with link request signalling (rns-core §13.3). */
    public void truncate(int bytes) {
        if (bytes < 0 || bytes >= dataLength()) {
            throw new IllegalArgumentException("a packet keeps at least one byte of data");
        }
        length -= bytes;
    }

    private void digest(MessageDigest sha256, int end, byte[] target) {
        sha256.update((byte) (raw[offset] & 0x0F));
        int covered = header - 1 - Address.LENGTH;
        sha256.update(raw, offset + covered, end - covered);
        try {
            sha256.digest(target, 0, Digest.LENGTH);
        } catch (DigestException e) {
            throw new IllegalArgumentException("the hash needs 32 bytes of room", e);
        }
    }

    private void requireTransportId() {
        if (!hasTransportId()) {
            throw new IllegalStateException("the packet has header type 1");
        }
    }
}
