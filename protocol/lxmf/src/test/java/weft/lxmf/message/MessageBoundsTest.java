package weft.lxmf.message;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.lxmf.Vectors.valueOf;

import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.lxmf.Vectors;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.msgpack.MsgPack;

/** What a message holds has a bound; what is past it is kept as it came, and everything else of the message is read. */
class MessageBoundsTest {

    private static final PrivateIdentity SENDER = Vectors.sender(Vectors.load("lxmf-message"));

    /** Around the list: its key and the list itself. */
    private static final int AROUND_A_LIST = 2;

    @Test
    void fieldsOfAsManyValuesAsThereMayBeAreRead() {
        MessageFields fields = listOf(Message.MAX_VALUES - AROUND_A_LIST);
        Message read = read(fields);
        assertThat(read.fields()).isEqualTo(fields);
        assertThat(read.unreadFields()).isEmpty();
    }

    @Test
    void ofFieldsWithOneValueMoreTheBytesAreKept() {
        MessageFields fields = listOf(Message.MAX_VALUES - AROUND_A_LIST + 1);
        keeps(fields, UnreadFields.Reason.TOO_MANY_VALUES);
    }

    /** What MessagePack itself is not decoded past is no reason to lose a message either. */
    @Test
    void ofFieldsWithMoreThanIsEverDecodedTheBytesAreKept() {
        keeps(listOf(MsgPack.MAX_VALUES + 1), UnreadFields.Reason.TOO_MANY_VALUES);
        keeps(nested(1_000), UnreadFields.Reason.TOO_DEEP);
    }

    @Test
    void fieldsAsDeepAsTheyMayBeAreReadAndDeeperOnesKept() {
        MessageFields fields = nested(Message.MAX_DEPTH);
        assertThat(read(fields).fields()).isEqualTo(fields);
        keeps(nested(Message.MAX_DEPTH + 1), UnreadFields.Reason.TOO_DEEP);
    }

    /** Elements behind the stamp mean nothing, so nobody decodes them, but the id covers none of them. */
    @Test
    void whatStandsBehindTheStampIsNotDecoded() {
        Message message = Message.sign(SENDER, new Address(1, 2), 1, new byte[0], bytes("hello"), MessageFields.NONE);
        byte[] behind = MsgPack.encode(listOf(MsgPack.MAX_VALUES + 1).map());
        byte[] stamped = message.withStamp(new byte[32]).packed();
        byte[] packed = java.util.Arrays.copyOf(stamped, stamped.length + behind.length);
        System.arraycopy(behind, 0, packed, stamped.length, behind.length);
        packed[Message.PAYLOAD_AT] = (byte) 0x96;
        Message read = valueOf(Message.unpack(packed));
        assertThat(read.id()).isEqualTo(message.id());
        assertThat(read.content()).isEqualTo(bytes("hello"));
        assertThat(read.stamp()).isPresent();
        assertThat(read.isSignedBy(SENDER.identity())).isTrue();
    }

    /** A stock peer hands on what it finds in these places (docs/protocol-notes.md). */
    @Test
    void whatIsOfAnotherTypeThanItShouldBeSaysNothingAndTheRestIsRead() {
        Value huge = listOf(MsgPack.MAX_VALUES + 1).map();
        Value text = ValueFactory.newBinary(bytes("text"));
        Value time = ValueFactory.newInteger(1);
        for (Value other : new Value[] {
            huge,
            ValueFactory.newNil(),
            ValueFactory.newBoolean(true),
            ValueFactory.newArray(time),
            ValueFactory.newExtension((byte) 5, new byte[1])
        }) {
            assertThat(read(other, text, text).time()).isEmpty();
            assertThat(read(other, text, text).content()).isEqualTo(bytes("text"));
            assertThat(read(time, other, text).title()).isEmpty();
            assertThat(read(time, other, text).content()).isEqualTo(bytes("text"));
            assertThat(read(time, text, other).title()).isEqualTo(bytes("text"));
            assertThat(read(time, text, other).content()).isEmpty();
            assertThat(read(time, text, other).time()).hasValue(1);
        }
        assertThat(read(time, time, time).content()).isEmpty();
        for (Value other : new Value[] {
            text,
            ValueFactory.newString("1"),
            ValueFactory.newFloat(Double.NaN),
            ValueFactory.newFloat(Double.POSITIVE_INFINITY),
            ValueFactory.newFloat(Float.NEGATIVE_INFINITY)
        }) {
            assertThat(read(other, text, text).time()).isEmpty();
        }
    }

    @Test
    void fieldsThatAreNoMapAreRefusedHoweverLargeTheyAre() {
        Value huge = listOf(MsgPack.MAX_VALUES + 1).map();
        Value text = ValueFactory.newBinary(new byte[0]);
        assertThat(unpacked(
                        ValueFactory.newInteger(1),
                        text,
                        text,
                        huge.asMapValue().values().iterator().next()))
                .isEqualTo(MessageRejection.BAD_FIELDS);
    }

    private static Message read(Value time, Value title, Value content) {
        return valueOf(Message.unpack(packed(time, title, content, ValueFactory.emptyMap())));
    }

    private static byte[] packed(Value... elements) {
        byte[] payload = MsgPack.encode(ValueFactory.newArray(elements));
        byte[] packed = new byte[Message.PAYLOAD_AT + payload.length];
        System.arraycopy(payload, 0, packed, Message.PAYLOAD_AT, payload.length);
        return packed;
    }

    private static Object unpacked(Value... elements) {
        return Message.unpack(packed(elements)) instanceof Decoded.Rejected<Message>(var reason) ? reason : "read";
    }

    private static void keeps(MessageFields fields, UnreadFields.Reason reason) {
        Message sent = sign(fields);
        Message read = valueOf(Message.unpack(sent.withStamp(new byte[32]).packed()));
        for (Message each : new Message[] {sent, read}) {
            assertThat(each.fields()).isEqualTo(MessageFields.NONE);
            assertThat(each.unreadFields()).hasValueSatisfying(unread -> {
                assertThat(unread.reason()).isEqualTo(reason);
                assertThat(unread.bytes()).isEqualTo(MsgPack.encode(fields.map()));
            });
        }
        assertThat(read.id()).isEqualTo(sent.id());
        assertThat(read.title()).isEqualTo(bytes("title"));
        assertThat(read.content()).isEqualTo(bytes("hello"));
        assertThat(read.stamp().map(stamp -> stamp.length)).isEqualTo(Optional.of(32));
        assertThat(read.isSignedBy(SENDER.identity())).isTrue();
    }

    private static Message read(MessageFields fields) {
        return valueOf(Message.unpack(sign(fields).packed()));
    }

    private static Message sign(MessageFields fields) {
        return Message.sign(SENDER, new Address(1, 2), 1_700_000_000, bytes("title"), bytes("hello"), fields);
    }

    private static MessageFields listOf(int elements) {
        return MessageFields.NONE.with(
                200, ValueFactory.newArray(Collections.nCopies(elements, ValueFactory.emptyMap())));
    }

    /** A value on the first level, in it one on the second, and so on. */
    private static MessageFields nested(int levels) {
        Value value = ValueFactory.newNil();
        for (int level = 1; level < levels; level++) {
            value = ValueFactory.newArray(value);
        }
        return MessageFields.NONE.with(251, value);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
