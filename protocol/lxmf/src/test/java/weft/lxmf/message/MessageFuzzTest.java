package weft.lxmf.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.announce.PropagationNodeAppData;
import weft.lxmf.paper.PaperMessage;
import weft.lxmf.propagation.StampedMessage;
import weft.lxmf.propagation.Transfer;
import weft.reticulum.Decoded;

/** Whatever arrives, a decoder answers and does not throw. */
class MessageFuzzTest {

    @FuzzTest
    void messages(byte[] input) {
        if (Message.unpack(input) instanceof Decoded.Value<Message>(Message message)) {
            MessageFields fields = message.fields();
            fields.attachments().ifPresent(files -> files.value().forEach(Attachment::safeName));
            fields.image();
            fields.audio();
            fields.replyTo();
            fields.replyQuote();
            fields.reaction();
            fields.comment();
            fields.continuation();
            fields.ticket();
            fields.renderer();
            fields.icon();
        }
    }

    @FuzzTest
    void announces(byte[] input) {
        DeliveryAppData.decode(input);
        PropagationNodeAppData.decode(input);
    }

    @FuzzTest
    void carried(byte[] input) {
        StampedMessage.decode(input);
        Transfer.decode(input);
        PaperMessage.parse(new String(input, java.nio.charset.StandardCharsets.ISO_8859_1));
    }
}
