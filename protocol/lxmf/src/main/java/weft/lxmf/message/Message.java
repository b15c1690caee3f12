package weft.lxmf.message;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.msgpack.value.ValueFactory;
import weft.lxmf.stamp.Stamp;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.crypto.Ed25519;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.msgpack.MsgPack;

/**
 * An LXMF message, taken apart (lxmf §2, §3). Immutable; the arrays it hands out are its own and are not to be changed.
 *
 * <p>Reading makes no statement about truth: {@link #isSignedBy} does. Id and signature cover the bytes as they were
 * received: those of the payload when there is no stamp, else those of the first four elements behind the header of an
 * array of four. So a sender whose MessagePack is unusual is still understood.
 *
 * <p>What is built of a message has a bound, whatever its bytes stand for: the fields are decoded when they hold no more than
 * {@link #MAX_VALUES} values, nested no deeper than {@link #MAX_DEPTH}. Past that title, content and stamp are read all the same,
 * and the fields stay bytes, see {@link #unreadFields()}.
 */
public final class Message {

    /** Largest packed message that is read, in bytes: the largest single transfer that a node can be set to take. */
    public static final int MAX_LENGTH = 64 * 1024 * 1024;

    /** Most values in the fields of a message: keys, elements and containers, without the map of the fields itself. */
    public static final int MAX_VALUES = 4_096;

    /** Containers may stand in the values of the fields this deep; a value of a field is on the first level. */
    public static final int MAX_DEPTH = 24;

    static final int SOURCE_AT = Address.LENGTH;
    static final int SIGNATURE_AT = 2 * Address.LENGTH;
    static final int PAYLOAD_AT = SIGNATURE_AT + Ed25519.SIGNATURE_LENGTH;
    static final byte ARRAY_OF_FOUR = (byte) 0x94;
    static final byte ARRAY_OF_FIVE = (byte) 0x95;

    private final byte[] packed;
    private final byte[] base;
    private final Digest id;
    private final OptionalDouble time;
    private final byte[] title;
    private final byte[] content;
    private final MessageFields fields;
    private final Optional<UnreadFields> unreadFields;
    private final Optional<byte[]> stamp;

    private Message(byte[] packed, byte[] base, Elements elements) {
        this.packed = packed;
        this.base = base;
        this.id = Hashes.sha256(Arrays.copyOf(packed, SIGNATURE_AT), base);
        this.time = elements.time();
        this.title = elements.title();
        this.content = elements.content();
        this.fields = elements.fields();
        this.unreadFields = elements.unreadFields();
        this.stamp = elements.stamp();
    }

    /**
     * Writes and signs a message. Everything that the id covers is fixed here; a stamp can be added afterwards.
     *
     * @param sender whose delivery destination is the source
     * @param destination the recipient's delivery destination
     * <p>MessageFields past the bounds are written as they are, and then stand in {@link #unreadFields()} as at their reader: who sends
     * asks for that first.
     *
     * @param unixTime seconds since 1970, finite
     */
    public static Message sign(
            PrivateIdentity sender,
            Address destination,
            double unixTime,
            byte[] title,
            byte[] content,
            MessageFields fields) {
        byte[] hashes = new byte[SIGNATURE_AT];
        destination.write(hashes, 0);
        DestinationName.LXMF_DELIVERY.destination(sender.identity().hash()).write(hashes, SOURCE_AT);
        Elements elements =
                new Elements(OptionalDouble.of(unixTime), title, content, fields, Optional.empty(), Optional.empty());
        byte[] base = MsgPack.encode(elements.payload());
        byte[] signature = sender.sign(signedPart(hashes, base, Hashes.sha256(hashes, base)));
        byte[] packed = Arrays.copyOf(hashes, PAYLOAD_AT + base.length);
        System.arraycopy(signature, 0, packed, SIGNATURE_AT, signature.length);
        System.arraycopy(base, 0, packed, PAYLOAD_AT, base.length);
        return new Message(packed, base, asRead(packed, elements));
    }

    private static Elements asRead(byte[] packed, Elements written) {
        return MessagePayload.locate(packed, PAYLOAD_AT)
                        instanceof Decoded.Value<MessagePayload>(MessagePayload payload)
                ? payload.unreadFields().map(written::withUnread).orElse(written)
                : written;
    }

    /**
     * Reads a packed message.
     *
     * @param packed destination, source, signature and payload; handed over, so not to be changed afterwards
     * @return the message, unverified, or a {@link MessageRejection}
     */
    public static Decoded<Message> unpack(byte[] packed) {
        if (packed.length <= PAYLOAD_AT) {
            return Decoded.rejected(MessageRejection.TOO_SHORT);
        }
        if (packed.length > MAX_LENGTH) {
            return Decoded.rejected(MessageRejection.TOO_LONG);
        }
        return MessagePayload.locate(packed, PAYLOAD_AT)
                .then(payload -> payload.read().then(elements -> {
                    byte[] base = payload.hasBaseAlone()
                            ? Arrays.copyOfRange(packed, PAYLOAD_AT, packed.length)
                            : prepend(ARRAY_OF_FOUR, payload.base());
                    return Decoded.value(new Message(packed, base, elements));
                }));
    }

    /** The recipient's delivery destination. */
    public Address destination() {
        return Address.read(packed, 0);
    }

    /** The delivery destination that the sender claims. */
    public Address source() {
        return Address.read(packed, SOURCE_AT);
    }

    /** The delivery destination that packed bytes claim as their sender, before anything of them is read; empty when they are too few. */
    public static Optional<Address> claimedSource(byte[] packed) {
        return packed.length < SIGNATURE_AT ? Optional.empty() : Optional.of(Address.read(packed, SOURCE_AT));
    }

    /** The message id, by which replies, duplicates and stamps know it. */
    public Digest id() {
        return id;
    }

    /**
     * When it was written by the sender's clock, in seconds since 1970: finite, and otherwise not to be relied on. Absent where the sender
     * wrote no such number; the time of arrival stands for it then.
     */
    public OptionalDouble time() {
        return time;
    }

    /** UTF-8, as a rule; empty also where the sender wrote neither bin nor str. */
    public byte[] title() {
        return title;
    }

    /** UTF-8, as a rule; without being UTF-8 it is delivered, but no text can be shown. Empty also where the sender wrote neither bin nor str. */
    public byte[] content() {
        return content;
    }

    /** What else the sender says; {@link MessageFields#NONE} when it is past the bounds. */
    public MessageFields fields() {
        return fields;
    }

    /** The fields that are past the bounds of what is decoded. */
    public Optional<UnreadFields> unreadFields() {
        return unreadFields;
    }

    /** The fifth element, of whatever length it was. */
    public Optional<byte[]> stamp() {
        return stamp;
    }

    /** The message as received or made. */
    public byte[] packed() {
        return packed;
    }

    /** Whether the identity signed it. The caller makes sure that the identity is the source's. */
    public boolean isSignedBy(Identity sender) {
        byte[] signature = Arrays.copyOfRange(packed, SIGNATURE_AT, PAYLOAD_AT);
        return sender.verify(signedPart(Arrays.copyOf(packed, SIGNATURE_AT), base, id), signature);
    }

    /**
     * This message with a stamp, or with another one. Id and signature stay as they are.
     *
     * @param bytes the fifth element, see {@link Stamp}
     * @throws IllegalStateException for a received message in whose unusual payload a stamp has no place
     */
    public Message withStamp(byte[] bytes) {
        byte[] unstamped = Arrays.copyOf(packed, PAYLOAD_AT + base.length);
        System.arraycopy(base, 0, unstamped, PAYLOAD_AT, base.length);
        return new Message(
                stamped(unstamped, bytes),
                base,
                new Elements(time, title, content, fields, unreadFields, Optional.of(bytes)));
    }

    /**
     * A packed message with a stamp, for who has only the bytes.
     *
     * @param unstamped as {@link #sign} packed it
     * @throws IllegalStateException for other bytes
     */
    public static byte[] stamped(byte[] unstamped, byte[] stamp) {
        if (unstamped[PAYLOAD_AT] != ARRAY_OF_FOUR) {
            throw new IllegalStateException("only a message packed as here takes a stamp");
        }
        byte[] element = MsgPack.encode(ValueFactory.newBinary(stamp));
        byte[] stamped = Arrays.copyOf(unstamped, unstamped.length + element.length);
        stamped[PAYLOAD_AT] = ARRAY_OF_FIVE;
        System.arraycopy(element, 0, stamped, unstamped.length, element.length);
        return stamped;
    }

    static byte[] signedPart(byte[] hashes, byte[] base, Digest id) {
        byte[] signed = Arrays.copyOf(hashes, hashes.length + base.length + Digest.LENGTH);
        System.arraycopy(base, 0, signed, hashes.length, base.length);
        id.write(signed, hashes.length + base.length);
        return signed;
    }

    private static byte[] prepend(byte first, byte[] rest) {
        byte[] joined = new byte[1 + rest.length];
        joined[0] = first;
        System.arraycopy(rest, 0, joined, 1, rest.length);
        return joined;
    }

    /** The id in hexadecimal; never the content. */
    @Override
    public String toString() {
        return id.toString();
    }
}
