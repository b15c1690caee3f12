package weft.reticulum.request;

import java.nio.ByteBuffer;
import java.util.List;
import org.msgpack.value.Value;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.WireRejection;
import weft.reticulum.msgpack.Document;
import weft.reticulum.msgpack.MsgPack;

/**
 * A response that is not a file (links-and-resources §14).
 *
 * @param requestId which request it answers
 * @param data one packed MessagePack value
 */
public record Response(Address requestId, byte[] data) {

    private static final byte ARRAY_OF_2 = (byte) 0x92;
    private static final byte BIN_8 = (byte) 0xC4;

    /** What the packing adds to the data, in bytes. */
    public static final int OVERHEAD = 3 + Address.LENGTH;

    /** The packed response. */
    public byte[] encode() {
        return ByteBuffer.allocate(OVERHEAD + data.length)
                .put(ARRAY_OF_2)
                .put(BIN_8)
                .put((byte) Address.LENGTH)
                .put(requestId.bytes())
                .put(data)
                .array();
    }

    /** Reads a packed response, or {@link WireRejection#BAD_MESSAGE_PACK}. */
    public static Decoded<Response> decode(byte[] packed) {
        return MsgPack.decode(packed).then(Response::fromDocument);
    }

    private static Decoded<Response> fromDocument(Document document) {
        if (!document.value().isArrayValue()) {
            return Decoded.rejected(WireRejection.BAD_MESSAGE_PACK);
        }
        List<Value> elements = document.value().asArrayValue().list();
        if (elements.size() != 2 || !Request.isAddress(elements.get(0))) {
            return Decoded.rejected(WireRejection.BAD_MESSAGE_PACK);
        }
        return Decoded.value(
                new Response(Address.of(elements.get(0).asBinaryValue().asByteArray()), document.elements(1, 2)));
    }
}
