package weft.reticulum.identity;

import java.util.Optional;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.reticulum.Decoded;
import weft.reticulum.WireRejection;
import weft.reticulum.msgpack.MsgPack;

/**
 * The ratchet that a destination announced last (rns-core §5).
 *
 * @param publicKey 32 bytes
 * @param receivedAt Unix seconds, with fractions
 */
public record ReceivedRatchet(byte[] publicKey, double receivedAt) {

    /** Seconds after which it is no longer used: 30 days. */
    public static final long LIFETIME = 2_592_000;

    private static final String RATCHET = "ratchet";
    private static final String RECEIVED = "received";

    /** Whether it is too old to encrypt to; {@code now} in Unix seconds. */
    public boolean isExpired(double now) {
        return now > receivedAt + LIFETIME;
    }

    /** The file of this ratchet, named by the destination hash. */
    public byte[] encode() {
        return MsgPack.encode(ValueFactory.newMap(
                ValueFactory.newString(RATCHET),
                ValueFactory.newBinary(publicKey),
                ValueFactory.newString(RECEIVED),
                ValueFactory.newFloat(receivedAt)));
    }

    /** Reads such a file; {@link WireRejection#BAD_MESSAGE_PACK} for another shape or a key that has not 32 bytes. */
    public static Decoded<ReceivedRatchet> decode(byte[] file) {
        return MsgPack.decodeValue(file).then(value -> {
            Optional<byte[]> key = MapFields.bytes(value, RATCHET).filter(bytes -> bytes.length == Ratchet.KEY_LENGTH);
            Optional<Value> received = MapFields.get(value, RECEIVED).filter(Value::isNumberValue);
            return key.isPresent() && received.isPresent()
                    ? Decoded.value(new ReceivedRatchet(
                            key.get(), received.get().asNumberValue().toDouble()))
                    : Decoded.rejected(WireRejection.BAD_MESSAGE_PACK);
        });
    }
}
