package weft.reticulum.msgpack;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.msgpack.core.ExtensionTypeHeader;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessageFormatException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/**
 * Walks one object. The library's own {@code unpackValue} reserves what a header claims and replaces broken text, so the
 * walk is ours: every claim is checked against the bytes that nobody else in the object has claimed yet.
 *
 * <p>Refusals are {@link MessageFormatException}s and never leave the package.
 */
final class ValueReader {

    private final MessageUnpacker unpacker;
    private final int length;
    /** Elements that open containers still expect. Each needs a byte at least, so those bytes are spoken for. */
    private long owed;

    private int values;
    private int[] topLevelEnds = Document.noElements();

    ValueReader(MessageUnpacker unpacker, int length) {
        this.unpacker = unpacker;
        this.length = length;
    }

    /** Reads the one object; positions of its elements are kept when it is an array. */
    Value read() throws IOException {
        owed = 1;
        return read(0);
    }

    /** Where the outermost array's elements begin and end, from the start of the object: one more entry than elements. */
    int[] topLevelEnds() {
        return topLevelEnds;
    }

    int consumed() {
        return (int) unpacker.getTotalReadBytes();
    }

    private Value read(int depth) throws IOException {
        if (depth > MsgPack.MAX_DEPTH || ++values > MsgPack.MAX_VALUES) {
            throw new MessageFormatException("too deep or too many values");
        }
        owed--;
        MessageFormat format = unpacker.getNextFormat();
        return switch (format.getValueType()) {
            case NIL -> {
                unpacker.unpackNil();
                yield ValueFactory.newNil();
            }
            case BOOLEAN -> ValueFactory.newBoolean(unpacker.unpackBoolean());
            case INTEGER ->
                format == MessageFormat.UINT64
                        ? unsigned(unpacker.unpackBigInteger())
                        : ValueFactory.newInteger(unpacker.unpackLong());
            case FLOAT -> ValueFactory.newFloat(unpacker.unpackDouble());
            case STRING -> text();
            case BINARY -> ValueFactory.newBinary(payload(unpacker.unpackBinaryHeader()), true);
            case ARRAY -> array(depth);
            case MAP -> map(depth);
            case EXTENSION -> extension();
        };
    }

    private static Value unsigned(BigInteger integer) {
        return integer.bitLength() < Long.SIZE
                ? ValueFactory.newInteger(integer.longValue())
                : ValueFactory.newInteger(integer);
    }

    private Value text() throws IOException {
        byte[] utf8 = payload(unpacker.unpackRawStringHeader());
        try {
            return ValueFactory.newString(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new MessageFormatException("text is not UTF-8");
        }
    }

    private Value extension() throws IOException {
        ExtensionTypeHeader header = unpacker.unpackExtensionTypeHeader();
        return ValueFactory.newExtension(header.getType(), payload(header.getLength()));
    }

    private Value array(int depth) throws IOException {
        int size = unpacker.unpackArrayHeader();
        claim(size);
        Value[] elements = new Value[size];
        int[] ends = depth == 0 ? new int[size + 1] : Document.noElements();
        for (int i = 0; i < size; i++) {
            if (depth == 0) {
                ends[i] = consumed();
            }
            elements[i] = read(depth + 1);
        }
        if (depth == 0) {
            ends[size] = consumed();
            topLevelEnds = ends;
        }
        return ValueFactory.newArray(elements, true);
    }

    private Value map(int depth) throws IOException {
        int size = unpacker.unpackMapHeader();
        claim(2L * size);
        Value[] entries = new Value[2 * size];
        // Text of canonical bytes, not values: it is comparable, so colliding keys cost a tree walk and not a list
        // walk.
        Set<String> keys = new TreeSet<>();
        for (int i = 0; i < entries.length; i += 2) {
            entries[i] = read(depth + 1);
            if (!keys.add(new String(MsgPack.encode(entries[i]), StandardCharsets.ISO_8859_1))) {
                throw new MessageFormatException("a map key is repeated");
            }
            entries[i + 1] = read(depth + 1);
        }
        return ValueFactory.newMap(entries, true);
    }

    private byte[] payload(int size) throws IOException {
        if (size > unclaimed()) {
            throw new MessageFormatException("truncated");
        }
        return unpacker.readPayload(size);
    }

    private void claim(long elements) {
        if (elements > unclaimed() || elements > MsgPack.MAX_VALUES) {
            throw new MessageFormatException("a container claims more elements than there are bytes");
        }
        owed += elements;
    }

    private long unclaimed() {
        return length - unpacker.getTotalReadBytes() - owed;
    }
}
