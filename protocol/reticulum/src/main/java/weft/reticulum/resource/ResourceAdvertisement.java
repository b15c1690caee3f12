package weft.reticulum.resource;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.msgpack.value.ImmutableValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.WireRejection;
import weft.reticulum.msgpack.MsgPack;

/**
 * What a sender says of one segment before it sends it (links-and-resources §16).
 *
 * @param transferSize length of the encrypted stream, 1 to 3,145,725 bytes
 * @param totalSize uncompressed size of all segments and metadata, in bytes
 * @param parts of this segment
 * @param hash of this segment
 * @param random four bytes that go into every hash of this segment
 * @param original hash of the first segment, which names the resource
 * @param segment index from 1
 * @param segments how many there are
 * @param requestId of the request or response that this resource is
 * @param flags see the constants
 * @param mapHashes of the first parts, at most 74
 */
public record ResourceAdvertisement(
        int transferSize,
        long totalSize,
        int parts,
        Digest hash,
        byte[] random,
        Digest original,
        int segment,
        int segments,
        Optional<Address> requestId,
        int flags,
        int[] mapHashes) {

    public static final int ENCRYPTED = 0x01;
    public static final int COMPRESSED = 0x02;
    public static final int SPLIT = 0x04;
    public static final int REQUEST = 0x08;
    public static final int RESPONSE = 0x10;
    public static final int METADATA = 0x20;

    /** Largest stream of one segment, in bytes. */
    public static final int MAX_TRANSFER_SIZE = 3_145_725;

    /** Map hashes in one advertisement or hashmap update, whatever the MTU. */
    public static final int HASHMAP_LENGTH = 74;

    /** Length of {@link #random}, in bytes. */
    public static final int RANDOM_LENGTH = 4;

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The plaintext of the advertisement packet. */
    public byte[] encode() {
        Map<Value, Value> map = new LinkedHashMap<>();
        put(map, "t", ValueFactory.newInteger(transferSize));
        put(map, "d", ValueFactory.newInteger(totalSize));
        put(map, "n", ValueFactory.newInteger(parts));
        put(map, "h", ValueFactory.newBinary(hash.bytes(), true));
        put(map, "r", ValueFactory.newBinary(random, true));
        put(map, "o", ValueFactory.newBinary(original.bytes(), true));
        put(map, "i", ValueFactory.newInteger(segment));
        put(map, "l", ValueFactory.newInteger(segments));
        put(
                map,
                "q",
                requestId
                        .<ImmutableValue>map(id -> ValueFactory.newBinary(id.bytes(), true))
                        .orElse(ValueFactory.newNil()));
        put(map, "f", ValueFactory.newInteger(flags));
        put(map, "m", ValueFactory.newBinary(MapHashes.encode(mapHashes, 0, mapHashes.length), true));
        return MsgPack.encode(ValueFactory.newMap(map));
    }

    private static void put(Map<Value, Value> map, String key, Value value) {
        map.put(ValueFactory.newString(key), value);
    }

    /**
     * Reads an advertisement for a link with parts of {@code partSize} bytes.
     *
     * @return the advertisement; {@link WireRejection#BAD_MESSAGE_PACK} when it is no map or a key is missing or of another
     *     type; {@link WireRejection#TOO_LONG} above the largest transfer size; {@link WireRejection#WRONG_LENGTH} when sizes,
     *     indexes, hashes or the number of parts don't agree
     */
    public static Decoded<ResourceAdvertisement> decode(byte[] plaintext, int partSize) {
        return MsgPack.decodeValue(plaintext).then(value -> new AdvertisementReader(value).read(partSize));
    }
}
