package weft.lxmf.message;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.lxmf.Vectors.valueOf;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.msgpack.value.ValueFactory;
import weft.lxmf.Vectors;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.identity.PrivateIdentity;

class MessagePropertiesTest {

    private static final PrivateIdentity SENDER = Vectors.sender(Vectors.load("lxmf-message"));

    @Property(tries = 200)
    void whatIsPackedIsRead(
            @ForAll @Size(max = 300) byte[] title,
            @ForAll @Size(max = 700) byte[] content,
            @ForAll int key,
            @ForAll String text,
            @ForAll @Size(32) byte[] stamp) {
        MessageFields fields = MessageFields.NONE.with(key, ValueFactory.newString(text));
        Message sent = Message.sign(SENDER, new Address(1, 2), 1_700_000_000, title, content, fields);
        Message read = valueOf(Message.unpack(sent.withStamp(stamp).packed()));
        assertThat(read.id()).isEqualTo(sent.id());
        assertThat(read.title()).isEqualTo(title);
        assertThat(read.content()).isEqualTo(content);
        assertThat(read.fields()).isEqualTo(fields);
        assertThat(read.stamp()).hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(stamp));
        assertThat(read.isSignedBy(SENDER.identity())).isTrue();
    }

    @Property(tries = 200)
    void noChangedByteKeepsTheSignature(
            @ForAll @Size(max = 60) byte[] content, @ForAll @IntRange(max = 100_000) int at, @ForAll byte flip) {
        byte[] packed = Message.sign(SENDER, new Address(1, 2), 1_700_000_000, new byte[0], content, MessageFields.NONE)
                .packed();
        packed[at % packed.length] ^= flip == 0 ? 1 : flip;
        if (Message.unpack(packed) instanceof Decoded.Value<Message>(Message changed)) {
            assertThat(changed.isSignedBy(SENDER.identity())).isFalse();
        }
    }

    @Property(tries = 500)
    void anythingIsAnswered(@ForAll @Size(max = 200) byte[] payload) {
        byte[] packed = new byte[Message.PAYLOAD_AT + payload.length];
        System.arraycopy(payload, 0, packed, Message.PAYLOAD_AT, payload.length);
        assertThat(Message.unpack(packed)).isNotNull();
    }
}
