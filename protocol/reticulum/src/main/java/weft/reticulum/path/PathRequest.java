package weft.reticulum.path;

import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.WireRejection;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;

/**
 * The question for a path to a destination (rns-core §12.1).
 *
 * @param destination what is looked for
 * @param requester the transport id of the asking node, when it is a transport node
 * @param tag the same on every hop of a search; a request with a tag seen before is dropped
 */
public record PathRequest(Address destination, Optional<Address> requester, PathTag tag) {

    /** Where path requests are addressed to, everywhere. */
    public static final Address ADDRESS = DestinationName.PATH_REQUEST.plain();

    private static final int WITH_REQUESTER = 2 * Address.LENGTH;

    /** What makes two requests the same for the duplicate check. */
    public record Key(Address destination, PathTag tag) {}

    /**
     * Reads the data of a packet to {@link #ADDRESS}. Beyond 32 bytes there is a transport id before the tag.
     *
     * @return the request, its tag cut to 16 bytes (see {@link #hasOverlongTag}); {@link WireRejection#TOO_SHORT} below 16
     *     bytes, which is ignored; {@link WireRejection#WRONG_LENGTH} for 16 bytes, a request without a tag, which is a
     *     violation
     */
    public static Decoded<PathRequest> decode(byte[] data) {
        if (data.length < Address.LENGTH) {
            return Decoded.rejected(WireRejection.TOO_SHORT);
        }
        if (data.length == Address.LENGTH) {
            return Decoded.rejected(WireRejection.WRONG_LENGTH);
        }
        boolean named = data.length > WITH_REQUESTER;
        int tagAt = named ? WITH_REQUESTER : Address.LENGTH;
        int tagLength = Math.min(data.length - tagAt, PathTag.MAX_LENGTH);
        return Decoded.value(new PathRequest(
                Address.read(data, 0),
                named ? Optional.of(Address.read(data, Address.LENGTH)) : Optional.empty(),
                PathTag.read(data, tagAt, tagLength)));
    }

    /** Whether data that {@link #decode} took had a tag of more than 16 bytes: handled, and counted as a violation. */
    public static boolean hasOverlongTag(byte[] data) {
        return data.length > WITH_REQUESTER + PathTag.MAX_LENGTH;
    }

    /** For the duplicate check. */
    public Key key() {
        return new Key(destination, tag);
    }

    /** The packet as its originator sends it. */
    public Packet packet() {
        byte[] tagBytes = tag.bytes();
        int tagAt = requester.isPresent() ? WITH_REQUESTER : Address.LENGTH;
        byte[] data = new byte[tagAt + tagBytes.length];
        destination.write(data, 0);
        requester.ifPresent(id -> id.write(data, Address.LENGTH));
        System.arraycopy(tagBytes, 0, data, tagAt, tagBytes.length);
        return Packet.originate(DestinationType.PLAIN, PacketType.DATA, ADDRESS, Context.NONE, data);
    }
}
