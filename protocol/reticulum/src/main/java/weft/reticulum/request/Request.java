package weft.reticulum.request;

import java.nio.ByteBuffer;
import java.util.List;
import org.msgpack.value.Value;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.msgpack.Document;
import weft.reticulum.msgpack.MsgPack;

/**
 * A request (links-and-resources §14).
 *
 * @param unixTime seconds, as the asker says
 * @param pathHash see {@link RequestPath#hash}
 * @param data one packed MessagePack value
 */
public record Request(double unixTime, Address pathHash, byte[] data) {

    private static final int HEADER = 1 + 1 + Double.BYTES + 2 + Address.LENGTH;
    private static final byte ARRAY_OF_3 = (byte) 0x93;
    private static final byte FLOAT_64 = (byte) 0xCB;
    private static final byte BIN_8 = (byte) 0xC4;

    /** The packed request. */
    public byte[] encode() {
        return ByteBuffer.allocate(HEADER + data.length)
                .put(ARRAY_OF_3)
                .put(FLOAT_64)
                .putDouble(unixTime)
                .put(BIN_8)
                .put((byte) Address.LENGTH)
                .put(pathHash.bytes())
                .put(data)
                .array();
    }

    /** Reads a packed request, or {@link WireRejection#BAD_MESSAGE_PACK}. */
    public static Decoded<Request> decode(byte[] packed) {
        return MsgPack.decode(packed).then(Request::fromDocument);
    }

    private static Decoded<Request> fromDocument(Document document) {
        if (!document.value().isArrayValue()) {
            return Decoded.rejected(WireRejection.BAD_MESSAGE_PACK);
        }
        List<Value> elements = document.value().asArrayValue().list();
        if (elements.size() != 3 || !elements.get(0).isNumberValue() || !isAddress(elements.get(1))) {
            return Decoded.rejected(WireRejection.BAD_MESSAGE_PACK);
        }
        return Decoded.value(new Request(
                elements.get(0).asNumberValue().toDouble(),
                Address.of(elements.get(1).asBinaryValue().asByteArray()),
                document.elements(2, 3)));
    }

    /** The id of a request that is too large for a packet; one that fits is named by the packet's truncated hash. */
    public static Address idOf(byte[] packed) {
        return Hashes.truncated(packed);
    }

    static boolean isAddress(Value value) {
        return value.isBinaryValue() && value.asBinaryValue().asByteArray().length == Address.LENGTH;
    }
}
