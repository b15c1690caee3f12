package weft.reticulum.identity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.msgpack.value.ArrayValue;
import org.msgpack.value.MapValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.WireRejection;
import weft.reticulum.msgpack.MsgPack;

/**
 * What an accepted announce left behind of a destination (rns-core §3.1).
 *
 * @param announcedAt Unix seconds of the last announce, with fractions
 * @param packetHash of that announce
 * @param identity the announced keys
 * @param appData absent when the announce had none
 * @param usedAt Unix seconds of the last use, 0 for never, {@link #RETAINED} for kept for good
 */
public record KnownDestination(
        double announcedAt, Digest packetHash, Identity identity, Optional<byte[]> appData, double usedAt) {

    /** {@link #usedAt} of a destination that is never cleaned away. */
    public static final double RETAINED = -1;

    private static final int LEGACY_FIELDS = 4;

    /** The file of known destinations, in the order of the map. */
    public static byte[] encodeAll(Map<Address, KnownDestination> known) {
        Value[] entries = new Value[2 * known.size()];
        int at = 0;
        for (Map.Entry<Address, KnownDestination> entry : known.entrySet()) {
            entries[at++] = ValueFactory.newBinary(entry.getKey().bytes());
            entries[at++] = entry.getValue().value();
        }
        return MsgPack.encode(ValueFactory.newMap(entries));
    }

    /**
     * Reads such a file. Entries that are not what they should be are skipped, as the reference does; old entries without a
     * last use count as never used.
     *
     * @return the entries in the order of the file, or {@link WireRejection#BAD_MESSAGE_PACK} when it is not a map
     */
    public static Decoded<Map<Address, KnownDestination>> decodeAll(byte[] file) {
        return MsgPack.decodeValue(file).then(value -> {
            if (!(value instanceof MapValue map)) {
                return Decoded.rejected(WireRejection.BAD_MESSAGE_PACK);
            }
            Map<Address, KnownDestination> known = new LinkedHashMap<>();
            for (Map.Entry<Value, Value> entry : map.entrySet()) {
                bytes(entry.getKey(), Address.LENGTH)
                        .ifPresent(key -> read(entry.getValue()).ifPresent(item -> known.put(Address.of(key), item)));
            }
            return Decoded.value(known);
        });
    }

    private Value value() {
        return ValueFactory.newArray(
                ValueFactory.newFloat(announcedAt),
                ValueFactory.newBinary(packetHash.bytes()),
                ValueFactory.newBinary(identity.publicKeySet()),
                appData.<Value>map(ValueFactory::newBinary).orElseGet(ValueFactory::newNil),
                usedAt == 0 || usedAt == RETAINED
                        ? ValueFactory.newInteger((long) usedAt)
                        : ValueFactory.newFloat(usedAt));
    }

    private static Optional<KnownDestination> read(Value value) {
        if (!(value instanceof ArrayValue array) || array.size() < LEGACY_FIELDS) {
            return Optional.empty();
        }
        List<Value> fields = array.list();
        Value usedAt = fields.size() > LEGACY_FIELDS ? fields.get(LEGACY_FIELDS) : ValueFactory.newInteger(0);
        Optional<byte[]> hash = bytes(fields.get(1), Digest.LENGTH);
        Optional<byte[]> keys = bytes(fields.get(2), Identity.KEY_SET_LENGTH);
        Value appData = fields.get(3);
        if (!fields.getFirst().isNumberValue()
                || hash.isEmpty()
                || keys.isEmpty()
                || !(appData.isNilValue() || appData.isBinaryValue())
                || !usedAt.isNumberValue()) {
            return Optional.empty();
        }
        return Optional.of(new KnownDestination(
                fields.getFirst().asNumberValue().toDouble(),
                Digest.of(hash.get()),
                Identity.of(keys.get()),
                appData.isNilValue()
                        ? Optional.empty()
                        : Optional.of(appData.asBinaryValue().asByteArray()),
                usedAt.asNumberValue().toDouble()));
    }

    private static Optional<byte[]> bytes(Value value, int length) {
        return value.isBinaryValue() && value.asBinaryValue().asByteArray().length == length
                ? Optional.of(value.asBinaryValue().asByteArray())
                : Optional.empty();
    }
}
