package weft.lxmf.announce;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import org.msgpack.value.ArrayValue;
import org.msgpack.value.BinaryValue;
import org.msgpack.value.IntegerValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.lxmf.message.MessageRejection;
import weft.lxmf.message.Text;
import weft.reticulum.Decoded;
import weft.reticulum.msgpack.MsgPack;

/**
 * What a delivery destination announces (lxmf §13).
 *
 * @param name the display name, cleaned of what must not reach a screen; chosen by a stranger, so it proves nothing
 * @param stampCost bits of work that a message needs, 1 to 254; empty when none is asked for
 * @param compression whether resources to it may be compressed
 */
public record DeliveryAppData(Optional<String> name, OptionalInt stampCost, boolean compression) {

    /** Nothing announced: no name, no cost, compression as a rule. */
    public static final DeliveryAppData ABSENT = new DeliveryAppData(Optional.empty(), OptionalInt.empty(), true);

    /** Longest name that is kept, in characters. */
    public static final int MAX_NAME = 128;

    /** Most bytes of a name that are announced, so that transport nodes can still forward it with a ratchet. */
    public static final int MAX_NAME_BYTES = 250;

    /** Highest cost that means anything. */
    public static final int MAX_COST = 254;

    private static final Value ACCEPTS_COMPRESSION = ValueFactory.newInteger(0);

    /**
     * Reads application data of either format: the array of today, or the bare name of old.
     *
     * @return {@link MessageRejection#BAD_APP_DATA} for an array that is broken and for a bare name that is not UTF-8: use
     *     {@link #ABSENT} then
     */
    public static Decoded<DeliveryAppData> decode(byte[] appData) {
        if (appData.length == 0) {
            return Decoded.value(ABSENT);
        }
        int first = appData[0] & 0xff;
        if ((first & 0xf0) != 0x90 && first != 0xdc) {
            return Text.decode(appData)
                    .map(text -> Decoded.value(new DeliveryAppData(clean(text), OptionalInt.empty(), true)))
                    .orElseGet(() -> Decoded.rejected(MessageRejection.BAD_APP_DATA));
        }
        return MsgPack.decodeValue(appData) instanceof Decoded.Value<Value>(ArrayValue array)
                ? Decoded.value(new DeliveryAppData(name(array), cost(array), compression(array)))
                : Decoded.rejected(MessageRejection.BAD_APP_DATA);
    }

    /** As today's senders write it; the name as it is given, cut to {@link #MAX_NAME_BYTES}. */
    public byte[] encode() {
        return MsgPack.encode(ValueFactory.newArray(
                name.<Value>map(text -> ValueFactory.newBinary(announced(text))).orElseGet(ValueFactory::newNil),
                stampCost.isPresent() ? ValueFactory.newInteger(stampCost.getAsInt()) : ValueFactory.newNil(),
                compression ? ValueFactory.newArray(ACCEPTS_COMPRESSION) : ValueFactory.emptyArray()));
    }

    private static Optional<String> name(ArrayValue array) {
        return array.size() > 0 && array.get(0) instanceof BinaryValue name
                ? Text.decode(name.asByteArray()).flatMap(DeliveryAppData::clean)
                : Optional.empty();
    }

    private static byte[] announced(String name) {
        int end = 0;
        int bytes = 0;
        while (end < name.length()) {
            int next = name.offsetByCodePoints(end, 1);
            bytes += name.substring(end, next).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_NAME_BYTES) {
                break;
            }
            end = next;
        }
        return name.substring(0, end).getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<String> clean(String name) {
        return Optional.of(Text.clean(name, MAX_NAME)).filter(text -> !text.isEmpty());
    }

    private static OptionalInt cost(ArrayValue array) {
        return array.size() > 1
                        && array.get(1) instanceof IntegerValue cost
                        && cost.isInIntRange()
                        && cost.asInt() >= 1
                        && cost.asInt() <= MAX_COST
                ? OptionalInt.of(cost.asInt())
                : OptionalInt.empty();
    }

    private static boolean compression(ArrayValue array) {
        return array.size() < 3
                || !(array.get(2) instanceof ArrayValue functions)
                || functions.list().contains(ACCEPTS_COMPRESSION);
    }
}
