package weft.lxmf.message;

import java.util.Optional;
import java.util.OptionalDouble;
import org.msgpack.value.ArrayValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/**
 * The elements of a payload (lxmf §2, §3). Elements beyond the fifth are ignored.
 *
 * @param time in seconds since 1970, finite; absent where the sender wrote something else
 * @param title the bytes, none where the sender wrote neither bin nor str
 * @param content the same
 */
record Elements(
        OptionalDouble time,
        byte[] title,
        byte[] content,
        MessageFields fields,
        Optional<UnreadFields> unreadFields,
        Optional<byte[]> stamp) {

    /** The elements as they were received; what is of another type than it should be says nothing, as fields that are nil. */
    static Elements received(
            Optional<Value> time,
            Optional<Value> title,
            Optional<Value> content,
            Optional<MessageFields> fields,
            Optional<UnreadFields> unreadFields,
            Optional<byte[]> stamp) {
        return new Elements(
                time(time), bytes(title), bytes(content), fields.orElse(MessageFields.NONE), unreadFields, stamp);
    }

    private static OptionalDouble time(Optional<Value> element) {
        return element.filter(Value::isNumberValue).stream()
                .mapToDouble(value -> value.asNumberValue().toDouble())
                .filter(Double::isFinite)
                .findFirst();
    }

    private static byte[] bytes(Optional<Value> element) {
        return element.filter(Value::isRawValue)
                .map(value -> value.asRawValue().asByteArray())
                .orElseGet(() -> new byte[0]);
    }

    /** The same with fields that nobody decodes. */
    Elements withUnread(UnreadFields bytes) {
        return new Elements(time, title, content, MessageFields.NONE, Optional.of(bytes), stamp);
    }

    /** The four elements that id and signature cover, in the types that a sender must write. */
    ArrayValue payload() {
        return ValueFactory.newArray(
                ValueFactory.newFloat(time.orElseThrow()),
                ValueFactory.newBinary(title),
                ValueFactory.newBinary(content),
                fields.map());
    }
}
