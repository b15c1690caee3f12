package weft.reticulum.identity;

import java.util.Optional;
import org.msgpack.value.MapValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/** Fields of the small maps that files of this package are. */
final class MapFields {

    private MapFields() {}

    /** The field, when the value is a map that has it. */
    static Optional<Value> get(Value value, String key) {
        return value instanceof MapValue map
                ? Optional.ofNullable(map.map().get(ValueFactory.newString(key)))
                : Optional.empty();
    }

    /** The field, when it is there and a byte string. */
    static Optional<byte[]> bytes(Value value, String key) {
        return get(value, key).filter(Value::isBinaryValue).map(field -> field.asBinaryValue()
                .asByteArray());
    }
}
