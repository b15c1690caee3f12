package weft.lxmf.announce;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.msgpack.value.ArrayValue;
import org.msgpack.value.BinaryValue;
import org.msgpack.value.BooleanValue;
import org.msgpack.value.IntegerValue;
import org.msgpack.value.MapValue;
import org.msgpack.value.NumberValue;
import org.msgpack.value.StringValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.lxmf.message.MessageRejection;
import weft.lxmf.message.Text;
import weft.reticulum.Decoded;
import weft.reticulum.msgpack.MsgPack;

/**
 * What a propagation node announces (lxmf §14).
 *
 * @param nodeTime the node's clock, seconds since 1970; a newer one replaces what an older one said
 * @param active whether it takes messages from everybody; false also for nodes with a fixed set of peers
 * @param messageLimitKb largest single message, in units of 1,000 bytes
 * @param syncLimitKb largest transfer between nodes, in units of 1,000 bytes
 * @param stampCost bits of work that a message needs
 * @param stampFlexibility how many bits less are still taken
 * @param peeringCost bits of work that a peering node needs
 * @param name of the node, cleaned; it proves nothing
 * @param metadata all of it, what is not understood included
 */
public record PropagationNodeAppData(
        long nodeTime,
        boolean active,
        double messageLimitKb,
        double syncLimitKb,
        int stampCost,
        int stampFlexibility,
        int peeringCost,
        Optional<String> name,
        MapValue metadata) {

    private static final int ELEMENTS = 7;
    private static final int COSTS = 3;
    private static final Value VERSION_KEY = ValueFactory.newInteger(0x00);
    private static final Value NAME_KEY = ValueFactory.newInteger(0x01);
    private static final Value IMPLEMENTATION_KEY = ValueFactory.newInteger(0xFE);

    /** Metadata of a node of this implementation, in the order of the reference. */
    public static MapValue metadata(String implementation, String version, Optional<String> name) {
        ValueFactory.MapBuilder metadata = ValueFactory.newMapBuilder()
                .put(IMPLEMENTATION_KEY, ValueFactory.newString(implementation))
                .put(VERSION_KEY, ValueFactory.newString(version));
        name.ifPresent(text -> metadata.put(NAME_KEY, ValueFactory.newBinary(text.getBytes(StandardCharsets.UTF_8))));
        return metadata.build();
    }

    /**
     * Reads application data. What the reference takes is taken: numbers as digits in a str, and 0 or 1 for the flag.
     *
     * @return {@link MessageRejection#BAD_APP_DATA} when one of the checks of §14 fails: ignore the announce then
     */
    public static Decoded<PropagationNodeAppData> decode(byte[] appData) {
        if (MsgPack.decodeValue(appData) instanceof Decoded.Value<Value>(ArrayValue array)
                && array.size() >= ELEMENTS
                && array.get(5) instanceof ArrayValue costs
                && costs.size() >= COSTS
                && array.get(6) instanceof MapValue metadata) {
            Optional<Boolean> active = flag(array.get(2));
            OptionalLong time = integer(array.get(1));
            boolean valid = active.isPresent() && time.isPresent();
            for (Value number : new Value[] {array.get(3), array.get(4), costs.get(0), costs.get(1), costs.get(2)}) {
                valid &= integer(number).isPresent();
            }
            if (valid) {
                return Decoded.value(new PropagationNodeAppData(
                        time.getAsLong(),
                        active.get(),
                        number(array.get(3)),
                        number(array.get(4)),
                        cost(costs.get(0)),
                        cost(costs.get(1)),
                        cost(costs.get(2)),
                        name(metadata),
                        metadata));
            }
        }
        return Decoded.rejected(MessageRejection.BAD_APP_DATA);
    }

    /** As the reference writes it; whole limits as integers. */
    public byte[] encode() {
        return MsgPack.encode(ValueFactory.newArray(
                ValueFactory.newBoolean(false),
                ValueFactory.newInteger(nodeTime),
                ValueFactory.newBoolean(active),
                limit(messageLimitKb),
                limit(syncLimitKb),
                ValueFactory.newArray(
                        ValueFactory.newInteger(stampCost),
                        ValueFactory.newInteger(stampFlexibility),
                        ValueFactory.newInteger(peeringCost)),
                metadata));
    }

    private static Value limit(double kilobytes) {
        return kilobytes == Math.rint(kilobytes)
                ? ValueFactory.newInteger((long) kilobytes)
                : ValueFactory.newFloat(kilobytes);
    }

    private static Optional<Boolean> flag(Value value) {
        return switch (value) {
            case BooleanValue flag -> Optional.of(flag.getBoolean());
            case IntegerValue number
            when number.isInIntRange() && (number.asInt() & ~1) == 0 -> Optional.of(number.asInt() == 1);
            default -> Optional.empty();
        };
    }

    /** The value as the reference's conversion to an integer takes it; out of the range of a long counts as no number. */
    private static OptionalLong integer(Value value) {
        return switch (value) {
            case IntegerValue number when number.isInLongRange() -> OptionalLong.of(number.asLong());
            case NumberValue number
            when Math.abs(number.toDouble()) < Long.MAX_VALUE -> OptionalLong.of((long) number.toDouble());
            case StringValue text
            when text.asString().strip().matches("[+-]?[0-9]{1,18}") ->
                OptionalLong.of(Long.parseLong(text.asString().strip()));
            default -> OptionalLong.empty();
        };
    }

    private static double number(Value value) {
        return value instanceof NumberValue number
                ? number.toDouble()
                : new BigDecimal(value.asStringValue().asString().strip()).doubleValue();
    }

    private static int cost(Value value) {
        return Math.clamp(integer(value).getAsLong(), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static Optional<String> name(MapValue metadata) {
        for (var entry : metadata.entrySet()) {
            if (entry.getKey().equals(NAME_KEY) && entry.getValue() instanceof BinaryValue name) {
                return Text.decode(name.asByteArray())
                        .map(text -> Text.clean(text, DeliveryAppData.MAX_NAME))
                        .filter(text -> !text.isEmpty());
            }
        }
        return Optional.empty();
    }
}
