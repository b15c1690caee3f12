package weft.reticulum.resource;

import java.util.List;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.WireRejection;
import weft.reticulum.msgpack.MsgPack;

/**
 * More map hashes for a receiver that ran out of them (links-and-resources §17).
 *
 * @param resource hash of the segment
 * @param page these are the hashes of the parts from {@code 74 · page}
 * @param mapHashes at most 74; none means that there are no more
 */
public record HashmapUpdate(Digest resource, int page, int[] mapHashes) {

    private static final int MAX_PAGE = ResourceAdvertisement.MAX_TRANSFER_SIZE;

    /** The plaintext of the update packet. */
    public byte[] encode() {
        byte[] packed = MsgPack.encode(ValueFactory.newArray(
                ValueFactory.newInteger(page),
                ValueFactory.newBinary(MapHashes.encode(mapHashes, 0, mapHashes.length), true)));
        byte[] plaintext = new byte[Digest.LENGTH + packed.length];
        resource.write(plaintext, 0);
        System.arraycopy(packed, 0, plaintext, Digest.LENGTH, packed.length);
        return plaintext;
    }

    /**
     * Reads an update.
     *
     * @return the update, {@link WireRejection#TOO_SHORT}, {@link WireRejection#BAD_MESSAGE_PACK} or
     *     {@link WireRejection#WRONG_LENGTH} for a bad number of bytes of map hashes
     */
    public static Decoded<HashmapUpdate> decode(byte[] plaintext) {
        if (plaintext.length <= Digest.LENGTH) {
            return Decoded.rejected(WireRejection.TOO_SHORT);
        }
        Digest resource = Digest.read(plaintext, 0);
        return MsgPack.decode(plaintext, Digest.LENGTH, plaintext.length - Digest.LENGTH)
                .then(document -> read(resource, document.value()));
    }

    private static Decoded<HashmapUpdate> read(Digest resource, Value value) {
        if (!value.isArrayValue()) {
            return Decoded.rejected(WireRejection.BAD_MESSAGE_PACK);
        }
        List<Value> elements = value.asArrayValue().list();
        if (elements.size() != 2 || !isPage(elements.get(0)) || !elements.get(1).isBinaryValue()) {
            return Decoded.rejected(WireRejection.BAD_MESSAGE_PACK);
        }
        int page = elements.get(0).asIntegerValue().toInt();
        byte[] hashes = elements.get(1).asBinaryValue().asByteArray();
        if (hashes.length > ResourceAdvertisement.HASHMAP_LENGTH * MapHashes.LENGTH) {
            return Decoded.rejected(WireRejection.WRONG_LENGTH);
        }
        return MapHashes.decode(hashes, 0).then(read -> Decoded.value(new HashmapUpdate(resource, page, read)));
    }

    private static boolean isPage(Value value) {
        return value.isIntegerValue()
                && value.asIntegerValue().isInIntRange()
                && value.asIntegerValue().toInt() >= 0
                && value.asIntegerValue().toInt() <= MAX_PAGE;
    }
}
