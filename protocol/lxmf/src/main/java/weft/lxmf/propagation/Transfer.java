package weft.lxmf.propagation;

import java.util.ArrayList;
import java.util.List;
import org.msgpack.value.ArrayValue;
import org.msgpack.value.BinaryValue;
import org.msgpack.value.NumberValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.lxmf.message.MessageRejection;
import weft.reticulum.Decoded;
import weft.reticulum.msgpack.MsgPack;

/**
 * What is handed to a propagation node: one message by its sender, many by another node (lxmf §9, §18, §20).
 *
 * @param unixTime the sender's clock; for information
 * @param messages each as {@link StampedMessage#encode()}; checked one by one, because a node keeps the valid ones
 */
public record Transfer(double unixTime, List<byte[]> messages) {

    /** Copies the list. */
    public Transfer {
        messages = List.copyOf(messages);
    }

    /** Reads a transfer; {@link MessageRejection#BAD_TRANSFER} for another shape or an element that is not bin. */
    public static Decoded<Transfer> decode(byte[] bytes) {
        if (!(MsgPack.decodeValue(bytes) instanceof Decoded.Value<Value>(ArrayValue pair)
                && pair.size() >= 2
                && pair.get(0) instanceof NumberValue time
                && pair.get(1) instanceof ArrayValue elements)) {
            return Decoded.rejected(MessageRejection.BAD_TRANSFER);
        }
        List<byte[]> messages = new ArrayList<>(elements.size());
        for (Value element : elements) {
            if (!(element instanceof BinaryValue message)) {
                return Decoded.rejected(MessageRejection.BAD_TRANSFER);
            }
            messages.add(message.asByteArray());
        }
        return Decoded.value(new Transfer(time.toDouble(), messages));
    }

    /** The time as float64 also when it is whole, then the messages. */
    public byte[] encode() {
        List<Value> elements = new ArrayList<>(messages.size());
        messages.forEach(message -> elements.add(ValueFactory.newBinary(message)));
        return MsgPack.encode(ValueFactory.newArray(ValueFactory.newFloat(unixTime), ValueFactory.newArray(elements)));
    }
}
