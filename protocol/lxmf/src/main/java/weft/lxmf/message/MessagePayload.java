package weft.lxmf.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.msgpack.value.Value;
import weft.reticulum.Decoded;
import weft.reticulum.msgpack.Document;
import weft.reticulum.msgpack.Extent;
import weft.reticulum.msgpack.MsgPack;

/**
 * The payload of a packed message: an array whose elements are found by walking it. Only those that LXMF knows are decoded, and
 * of these only what is within the bounds, so the elements behind them may stand for anything.
 */
final class MessagePayload {

    private static final int BASE_ELEMENTS = 4;
    private static final int STAMP_AT = 4;
    private static final int FIELDS_AT = 3;

    private final byte[] packed;
    private final long size;
    private final List<Extent> elements;

    private MessagePayload(byte[] packed, long size, List<Extent> elements) {
        this.packed = packed;
        this.size = size;
        this.elements = elements;
    }

    /** Walks the array from {@code offset} to the end of the message; bytes behind it are left alone. */
    static Decoded<MessagePayload> locate(byte[] packed, int offset) {
        if (!(Extent.of(packed, offset, packed.length - offset) instanceof Decoded.Value<Extent>(Extent whole))) {
            return Decoded.rejected(MessageRejection.BAD_PAYLOAD);
        }
        int code = packed[offset] & 0xff;
        int header = code == 0xdc ? 3 : code == 0xdd ? 5 : 1;
        if (header == 1 && (code & 0xf0) != 0x90) {
            return Decoded.rejected(MessageRejection.WRONG_SHAPE);
        }
        long size = header == 1 ? code & 0x0f : 0;
        for (int i = 1; i < header; i++) {
            size = size << 8 | packed[offset + i] & 0xff;
        }
        if (size < BASE_ELEMENTS) {
            return Decoded.rejected(MessageRejection.WRONG_SHAPE);
        }
        List<Extent> elements = new ArrayList<>();
        int at = offset + header;
        while (elements.size() < Math.min(size, STAMP_AT + 1)) {
            if (!(Extent.of(packed, at, whole.end() - at) instanceof Decoded.Value<Extent>(Extent element))) {
                throw new IllegalStateException("an element of an array that was walked as a whole");
            }
            elements.add(element);
            at = element.end();
        }
        return Decoded.value(new MessagePayload(packed, size, elements));
    }

    /** Whether there is nothing but the four elements that id and signature cover. */
    boolean hasBaseAlone() {
        return size == BASE_ELEMENTS;
    }

    /** The bytes of these four, without the array's header. */
    byte[] base() {
        return Arrays.copyOfRange(
                packed,
                elements.getFirst().offset(),
                elements.get(BASE_ELEMENTS - 1).end());
    }

    /** The elements, checked (lxmf §2, §3). */
    Decoded<Elements> read() {
        Extent fields = elements.get(FIELDS_AT);
        if (!isMapOrNil(packed[fields.offset()] & 0xff)) {
            return Decoded.rejected(MessageRejection.BAD_FIELDS);
        }
        Optional<UnreadFields> unread = unreadFields();
        Optional<Value> map = unread.isPresent() ? Optional.empty() : decoded(fields);
        if (unread.isEmpty() && map.isEmpty()) {
            return Decoded.rejected(MessageRejection.BAD_PAYLOAD);
        }
        Decoded<Optional<Value>> time = scalar(0);
        Decoded<Optional<Value>> title = scalar(1);
        Decoded<Optional<Value>> content = scalar(2);
        return time.then(
                timeValue -> title.then(titleValue -> content.then(contentValue -> Decoded.value(Elements.received(
                        timeValue,
                        titleValue,
                        contentValue,
                        map.filter(Value::isMapValue).map(value -> new MessageFields(value.asMapValue())),
                        unread,
                        stamp())))));
    }

    /** The fields, when they are past a bound. */
    Optional<UnreadFields> unreadFields() {
        Extent fields = elements.get(FIELDS_AT);
        // The map itself is no value of its own, and what stands in it is on the first level.
        if (fields.values() - 1 > Message.MAX_VALUES) {
            return Optional.of(new UnreadFields(UnreadFields.Reason.TOO_MANY_VALUES, bytes(fields)));
        }
        return fields.depth() > Message.MAX_DEPTH
                ? Optional.of(new UnreadFields(UnreadFields.Reason.TOO_DEEP, bytes(fields)))
                : Optional.empty();
    }

    /** An element that is no container: those are not even decoded, and say nothing. */
    private Decoded<Optional<Value>> scalar(int n) {
        Extent element = elements.get(n);
        if (element.values() > 1) {
            return Decoded.value(Optional.empty());
        }
        return decoded(element)
                .map(value -> Decoded.value(Optional.of(value)))
                .orElseGet(() -> Decoded.rejected(MessageRejection.BAD_PAYLOAD));
    }

    /** A stamp of another type than bin counts as none. */
    private Optional<byte[]> stamp() {
        return elements.size() > STAMP_AT && elements.get(STAMP_AT).values() == 1
                ? decoded(elements.get(STAMP_AT)).filter(Value::isBinaryValue).map(value -> value.asBinaryValue()
                        .asByteArray())
                : Optional.empty();
    }

    private Optional<Value> decoded(Extent element) {
        return switch (MsgPack.decode(packed, element.offset(), element.length())) {
            case Decoded.Value<Document>(var document) -> Optional.of(document.value());
            case Decoded.Rejected<Document> _ -> Optional.empty();
        };
    }

    private byte[] bytes(Extent element) {
        return Arrays.copyOfRange(packed, element.offset(), element.end());
    }

    private static boolean isMapOrNil(int code) {
        return code == 0xc0 || (code & 0xf0) == 0x80 || code == 0xde || code == 0xdf;
    }
}
