package weft.reticulum.msgpack;

import java.io.IOException;
import java.util.Objects;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import weft.reticulum.Decoded;
import weft.reticulum.WireRejection;

/**
 * Reads the first MessagePack object of some bytes, and writes values in the canonical form that signatures and hashes of
 * the protocol rest on: integers as short as they go, floats always as float64, byte strings as bin, text as str.
 *
 * <p>Reading never throws on what came from outside and never reserves more than the bytes at hand can fill: a container's
 * count is checked against the bytes that are left for it before anything is allocated.
 */
public final class MsgPack {

    /** Containers may stand in containers this often; deeper is {@link WireRejection#BAD_MESSAGE_PACK}. */
    public static final int MAX_DEPTH = 32;

    /** Most values in one object, containers, keys and elements counted; more is {@link WireRejection#BAD_MESSAGE_PACK}. */
    public static final int MAX_VALUES = 262_144;

    private MsgPack() {}

    /** Reads the first object; bytes after it are left alone (see {@link Document#consumed()}). */
    public static Decoded<Document> decode(byte[] source) {
        return decode(source, 0, source.length);
    }

    /**
     * Reads the first object of the {@code length} bytes from {@code offset}.
     *
     * <p>Any integer width and float32 are accepted. Refused as {@link WireRejection#BAD_MESSAGE_PACK}: nothing to read,
     * truncation, a repeated map key, text that is not UTF-8, the unused code 0xc1, and the limits of this class.
     *
     * @throws IndexOutOfBoundsException when the range is not inside {@code source}
     */
    public static Decoded<Document> decode(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(source, offset, length)) {
            ValueReader reader = new ValueReader(unpacker, length);
            Value value = reader.read();
            return Decoded.value(new Document(value, source, offset, reader.consumed(), reader.topLevelEnds()));
        } catch (MessagePackException | IOException e) {
            // The reader signals every malformation this way, truncation included; the input is an array, so no I/O
            // fails.
            return Decoded.rejected(WireRejection.BAD_MESSAGE_PACK);
        }
    }

    /** As {@link #decode(byte[])}, when only the value matters. */
    public static Decoded<Value> decodeValue(byte[] source) {
        return decode(source).then(document -> Decoded.value(document.value()));
    }

    /**
     * The canonical bytes of a value. Map entries keep the order of the value.
     *
     * @throws IllegalArgumentException for an integer outside -2^63 to 2^64 - 1, which has no encoding
     */
    public static byte[] encode(Value value) {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packValue(value);
            return packer.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("packing into memory cannot fail", e);
        }
    }
}
