package weft.reticulum.resource;

import java.util.Map;
import java.util.Optional;
import org.msgpack.value.IntegerValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.WireRejection;

/** Takes the map of a resource advertisement apart and checks that it can be true. */
final class AdvertisementReader {

    private static final int MAX_SEGMENTS = 65_536;

    private final Map<Value, Value> map;
    private boolean malformed;

    AdvertisementReader(Value value) {
        malformed = !value.isMapValue();
        map = malformed ? Map.of() : value.asMapValue().map();
    }

    Decoded<ResourceAdvertisement> read(int partSize) {
        long transferSize = integer("t");
        long totalSize = integer("d");
        long parts = integer("n");
        byte[] hash = binary("h");
        byte[] random = binary("r");
        byte[] original = binary("o");
        long segment = integer("i");
        long segments = integer("l");
        byte[] requestId = optionalBinary("q");
        long flags = integer("f");
        byte[] mapHashes = binary("m");
        if (malformed) {
            return Decoded.rejected(WireRejection.BAD_MESSAGE_PACK);
        }
        if (transferSize > ResourceAdvertisement.MAX_TRANSFER_SIZE) {
            return Decoded.rejected(WireRejection.TOO_LONG);
        }
        boolean consistent = transferSize >= 1
                && totalSize >= 0
                && parts == (transferSize + partSize - 1) / partSize
                && segment >= 1
                && segment <= segments
                && segments <= MAX_SEGMENTS
                && (flags & ~0xFFL) == 0
                && hash.length == Digest.LENGTH
                && original.length == Digest.LENGTH
                && random.length == ResourceAdvertisement.RANDOM_LENGTH
                && (requestId == null || requestId.length == Address.LENGTH)
                && mapHashes.length == MapHashes.LENGTH * Math.min(parts, ResourceAdvertisement.HASHMAP_LENGTH);
        if (!consistent) {
            return Decoded.rejected(WireRejection.WRONG_LENGTH);
        }
        return MapHashes.decode(mapHashes, 0)
                .then(hashes -> Decoded.value(new ResourceAdvertisement(
                        (int) transferSize,
                        totalSize,
                        (int) parts,
                        Digest.of(hash),
                        random,
                        Digest.of(original),
                        (int) segment,
                        (int) segments,
                        Optional.ofNullable(requestId).map(Address::of),
                        (int) flags,
                        hashes)));
    }

    private long integer(String key) {
        Value value = map.get(ValueFactory.newString(key));
        if (value != null && value.isIntegerValue()) {
            IntegerValue integer = value.asIntegerValue();
            if (integer.isInLongRange()) {
                return integer.toLong();
            }
        }
        malformed = true;
        return 0;
    }

    private byte[] binary(String key) {
        Value value = map.get(ValueFactory.newString(key));
        if (value != null && value.isBinaryValue()) {
            return value.asBinaryValue().asByteArray();
        }
        malformed = true;
        return new byte[0];
    }

    private byte[] optionalBinary(String key) {
        Value value = map.get(ValueFactory.newString(key));
        return value != null && value.isNilValue() ? null : binary(key);
    }
}
