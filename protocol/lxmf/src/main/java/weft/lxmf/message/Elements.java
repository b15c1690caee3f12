package weft.lxmf.message;

import java.util.Optional;
import org.msgpack.value.ArrayValue;
import org.msgpack.value.BinaryValue;
import org.msgpack.value.MapValue;
import org.msgpack.value.NumberValue;
import org.msgpack.value.RawValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.reticulum.Decoded;

/** The elements of a payload, checked (lxmf §2, §3). */
record Elements(double time, byte[] title, byte[] content, Fields fields, Optional<byte[]> stamp) {

    private static final int STAMP_AT = 4;

    /** Reads an array of at least four; elements beyond the fifth are ignored. */
    static Decoded<Elements> read(ArrayValue array) {
        if (!(array.get(0) instanceof NumberValue time) || !Double.isFinite(time.toDouble())) {
            return Decoded.rejected(MessageRejection.BAD_TIME);
        }
        if (!(array.get(1) instanceof RawValue title) || !(array.get(2) instanceof RawValue content)) {
            return Decoded.rejected(MessageRejection.BAD_TEXT);
        }
        Value fields = array.get(3);
        if (!fields.isNilValue() && !fields.isMapValue()) {
            return Decoded.rejected(MessageRejection.BAD_FIELDS);
        }
        return Decoded.value(new Elements(
                time.toDouble(),
                title.asByteArray(),
                content.asByteArray(),
                fields instanceof MapValue map ? new Fields(map) : Fields.NONE,
                stamp(array)));
    }

    /** A stamp of another type than bin counts as none. */
    private static Optional<byte[]> stamp(ArrayValue array) {
        return array.size() > STAMP_AT && array.get(STAMP_AT) instanceof BinaryValue stamp
                ? Optional.of(stamp.asByteArray())
                : Optional.empty();
    }

    /** The four elements that id and signature cover, in the types that a sender must write. */
    ArrayValue payload() {
        return ValueFactory.newArray(
                ValueFactory.newFloat(time),
                ValueFactory.newBinary(title),
                ValueFactory.newBinary(content),
                fields.map());
    }
}
