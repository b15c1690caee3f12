package weft.lxmf.propagation;

import java.util.Arrays;
import weft.lxmf.message.MessageRejection;
import weft.lxmf.stamp.Stamp;
import weft.reticulum.Decoded;

/**
 * A message with the stamp that propagation nodes ask for, as nodes store and exchange it (lxmf §9, §17).
 *
 * @param stamp {@link Stamp#WORK_LENGTH} bytes
 */
public record StampedMessage(SealedMessage message, byte[] stamp) {

    /** Shortest that a node takes, in bytes: 112 of message overhead, the stamp and one more. */
    public static final int MIN_LENGTH = 112 + Stamp.WORK_LENGTH + 1;

    /**
     * Takes the last 32 bytes as the stamp, which is not checked here.
     *
     * @return {@link MessageRejection#TOO_SHORT} below {@link #MIN_LENGTH}, or what {@link SealedMessage#of} refuses
     */
    public static Decoded<StampedMessage> decode(byte[] bytes) {
        if (bytes.length < MIN_LENGTH) {
            return Decoded.rejected(MessageRejection.TOO_SHORT);
        }
        int stampAt = bytes.length - Stamp.WORK_LENGTH;
        byte[] stamp = Arrays.copyOfRange(bytes, stampAt, bytes.length);
        return SealedMessage.of(Arrays.copyOf(bytes, stampAt))
                .then(message -> Decoded.value(new StampedMessage(message, stamp)));
    }

    /** Message, then stamp. */
    public byte[] encode() {
        byte[] sealed = message.bytes();
        byte[] bytes = Arrays.copyOf(sealed, sealed.length + stamp.length);
        System.arraycopy(stamp, 0, bytes, sealed.length, stamp.length);
        return bytes;
    }
}
