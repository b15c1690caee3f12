package weft.reticulum.router.interfaces;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.hosting.Signal;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.PacketType;
import weft.reticulum.packet.PacketView;

/**
 * The packet in hand: a view of its bytes, where it came in, and its hash. One object for all packets, so that nothing is
 * allocated to look at one. Holds for the duration of one call; who keeps bytes copies them.
 */
public final class ReceivedPacket {

    private final MessageDigest sha256 = Hashes.newDigest();
    private final byte[] hash = new byte[Digest.LENGTH];
    private final byte[] scratch = new byte[Digest.LENGTH];
    private final PacketView view = new PacketView();

    private RouterInterface on;
    private Optional<Signal> signal = Optional.empty();
    private long destinationHigh;
    private long destinationLow;
    private long hashHigh;
    private long hashLow;

    /**
     * Looks at a packet.
     *
     * @return false when it is malformed; then nothing else may be asked
     */
    public boolean read(RouterInterface from, Optional<Signal> heard, byte[] bytes, int offset, int length) {
        on = from;
        signal = heard;
        if (view.wrap(bytes, offset, length).isPresent()) {
            return false;
        }
        int destinationAt = view.dataOffset() - 1 - Address.LENGTH;
        destinationHigh = Address.readHigh(bytes, destinationAt);
        destinationLow = Address.readLow(bytes, destinationAt);
        return true;
    }

    /** Computes the packet hash; needed before any of its values is asked for. */
    public void computeHash() {
        view.hashInto(sha256, hash);
        hashHigh = Address.readHigh(hash, 0);
        hashLow = Address.readLow(hash, 0);
    }

    /** Its bytes. */
    public PacketView view() {
        return view;
    }

    /** The interface it came in on. */
    public RouterInterface on() {
        return on;
    }

    /** What the radio reports of it. */
    public Optional<Signal> signal() {
        return signal;
    }

    /** Whether it is of that type. */
    public boolean isType(PacketType type) {
        return view.type() == type;
    }

    /** Whether it is for a destination of that type. */
    public boolean isFor(DestinationType type) {
        return view.destinationType() == type;
    }

    /** Whether it proves a link, rather than a packet of one. */
    public boolean isLinkProof() {
        return view.type() == PacketType.PROOF && view.context() == Context.LINK_REQUEST_PROOF;
    }

    /** Hops as the protocol counts them: a neighbour is 1. */
    public int hops() {
        return view.hops() + 1;
    }

    /** Its context, as on the wire. */
    public int context() {
        return view.context();
    }

    /** First half of the destination, for tables. */
    public long destinationHigh() {
        return destinationHigh;
    }

    /** Second half of the destination. */
    public long destinationLow() {
        return destinationLow;
    }

    /** Where it goes. */
    public Address destination() {
        return new Address(destinationHigh, destinationLow);
    }

    /** First half of the truncated packet hash, for tables. */
    public long hashHigh() {
        return hashHigh;
    }

    /** Second half of the truncated packet hash. */
    public long hashLow() {
        return hashLow;
    }

    /** The whole packet hash. */
    public Digest packetHash() {
        return Digest.read(hash, 0);
    }

    /** The link id of a link request. */
    public Address linkId() {
        return view.linkId(sha256, scratch);
    }

    /** A copy of the packet as it stands. */
    public byte[] copy() {
        return Arrays.copyOfRange(view.raw(), view.offset(), view.offset() + view.length());
    }
}
