package weft.lxmf.message;

import java.util.Optional;
import org.msgpack.value.ArrayValue;
import org.msgpack.value.NumberValue;
import org.msgpack.value.RawValue;
import org.msgpack.value.ValueFactory;
import weft.reticulum.Decoded;

/** The elements of a payload, checked (lxmf §2, §3). Elements beyond the fifth are ignored. */
record Elements(
        double time,
        byte[] title,
        byte[] content,
        Fields fields,
        Optional<UnreadFields> unreadFields,
        Optional<byte[]> stamp) {

    /** The elements as they were received; fields that are nil count as none. */
    static Decoded<Elements> of(
            NumberValue time,
            RawValue title,
            RawValue content,
            Optional<Fields> fields,
            Optional<UnreadFields> unreadFields,
            Optional<byte[]> stamp) {
        if (!Double.isFinite(time.toDouble())) {
            return Decoded.rejected(MessageRejection.BAD_TIME);
        }
        return Decoded.value(new Elements(
                time.toDouble(),
                title.asByteArray(),
                content.asByteArray(),
                fields.orElse(Fields.NONE),
                unreadFields,
                stamp));
    }

    /** The same with fields that nobody decodes. */
    Elements withUnread(UnreadFields bytes) {
        return new Elements(time, title, content, Fields.NONE, Optional.of(bytes), stamp);
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
