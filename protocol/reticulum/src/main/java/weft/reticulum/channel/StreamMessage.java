package weft.reticulum.channel;

import java.util.Arrays;
import java.util.Optional;
import weft.reticulum.Decoded;
import weft.reticulum.WireRejection;
import weft.reticulum.compression.Bzip2;

/**
 * A piece of a byte stream on a channel (links-and-resources §24), the payload of a message of type {@link #TYPE}.
 *
 * @param streamId 0 to 16383, as the receiver counts its streams
 * @param end whether nothing follows
 * @param data uncompressed
 */
public record StreamMessage(int streamId, boolean end, byte[] data) {

    /** The channel message type. */
    public static final int TYPE = 0xFF00;

    /** Largest stream id. */
    public static final int MAX_STREAM_ID = 0x3FFF;

    /** Most bytes that one message stands for. */
    public static final int MAX_CHUNK = 16_384;

    /** What the message adds to its data, in bytes. */
    public static final int HEADER = 2;

    private static final int END = 0x8000;
    private static final int COMPRESSED = 0x4000;
    private static final int WORTH_TRYING = 32;

    /** Refuses stream ids that don't fit. */
    public StreamMessage {
        if ((streamId & ~MAX_STREAM_ID) != 0) {
            throw new IllegalArgumentException("a stream id has 14 bits: " + streamId);
        }
    }

    /** A payload and how much of the input it stands for. */
    public record Chunk(byte[] payload, int consumed) {}

    /**
     * The next piece of {@code input}: as much as fits a message, compressed where that takes it further.
     *
     * @param end whether {@code input} is the end of the stream; said only by a piece that takes all of it
     * @param maxPayload of the channel, in bytes
     */
    public static Chunk next(int streamId, byte[] input, boolean end, int maxPayload) {
        int space = maxPayload - HEADER;
        byte[] chunk = Arrays.copyOf(input, Math.min(input.length, MAX_CHUNK));
        Optional<Chunk> compressed =
                chunk.length > WORTH_TRYING ? compress(streamId, chunk, input.length, end, space) : Optional.empty();
        return compressed.orElseGet(() -> {
            byte[] plain = Arrays.copyOf(chunk, Math.min(chunk.length, space));
            boolean last = end && plain.length == input.length;
            return new Chunk(pack(streamId, last ? END : 0, plain), plain.length);
        });
    }

    private static Optional<Chunk> compress(int streamId, byte[] chunk, int available, boolean end, int space) {
        for (int divisor = 1; divisor <= 3; divisor++) {
            byte[] part = Arrays.copyOf(chunk, chunk.length / divisor);
            byte[] packed = Bzip2.compress(part);
            if (packed.length < space && packed.length < part.length) {
                boolean last = end && part.length == available;
                return Optional.of(new Chunk(pack(streamId, COMPRESSED | (last ? END : 0), packed), part.length));
            }
        }
        return Optional.empty();
    }

    private static byte[] pack(int streamId, int flags, byte[] data) {
        byte[] payload = new byte[HEADER + data.length];
        Envelope.put16(payload, 0, flags | streamId);
        System.arraycopy(data, 0, payload, HEADER, data.length);
        return payload;
    }

    /** The payload, uncompressed. */
    public byte[] encode() {
        return pack(streamId, end ? END : 0, data);
    }

    /**
     * Reads a payload.
     *
     * @return the message, {@link WireRejection#TOO_SHORT}, or {@link WireRejection#BAD_COMPRESSION}, also when it would grow
     *     past 16,384 bytes
     */
    public static Decoded<StreamMessage> decode(byte[] payload) {
        if (payload.length < HEADER) {
            return Decoded.rejected(WireRejection.TOO_SHORT);
        }
        int header = Envelope.get16(payload, 0);
        Decoded<byte[]> data = (header & COMPRESSED) != 0
                ? Bzip2.decompress(payload, HEADER, payload.length - HEADER, MAX_CHUNK)
                : Decoded.value(Arrays.copyOfRange(payload, HEADER, payload.length));
        return data.then(plain -> Decoded.value(new StreamMessage(header & MAX_STREAM_ID, (header & END) != 0, plain)));
    }
}
