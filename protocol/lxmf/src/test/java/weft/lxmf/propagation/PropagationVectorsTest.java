package weft.lxmf.propagation;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.lxmf.Vectors.bytes;
import static weft.lxmf.Vectors.digest;
import static weft.lxmf.Vectors.hex;
import static weft.lxmf.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.lxmf.Vectors;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageRejection;
import weft.lxmf.message.Representation;
import weft.lxmf.stamp.StampKind;
import weft.lxmf.stamp.Workblock;

class PropagationVectorsTest {

    private static final JsonNode FILE = Vectors.load("propagation");

    @TestFactory
    List<DynamicTest> readsAndWritesTheUploadsOfTheReference() {
        return Vectors.each(FILE.get("uploads"), node -> {
            Transfer transfer = valueOf(Transfer.decode(bytes(node.get("transfer_msgpack"))));
            assertThat(hex(transfer.encode()))
                    .isEqualTo(node.get("transfer_msgpack").textValue());
            assertThat(transfer.messages()).hasSize(1);
            StampedMessage stamped =
                    valueOf(StampedMessage.decode(transfer.messages().getFirst()));
            assertThat(stamped.message().bytes()).isEqualTo(bytes(node.get("lxmf_data")));
            assertThat(stamped.message().transientId()).isEqualTo(digest(node.get("transient_id")));
            assertThat(stamped.stamp()).isEqualTo(bytes(node.get("propagation_stamp")));
            Workblock block = Workblock.of(
                    StampKind.PROPAGATION, stamped.message().transientId().bytes());
            assertThat(block.value(stamped.stamp()))
                    .isEqualTo(node.get("stamp_value").intValue());
            SealedMessage.Opened opened = valueOf(stamped.message().open(Vectors.recipient(FILE), List.of()));
            assertThat(opened.packed()).isEqualTo(bytes(node.get("packed_lxm")));
            assertThat(valueOf(Message.unpack(opened.packed())).id()).isEqualTo(digest(node.get("message_id")));
            int length = bytes(node.get("transfer_msgpack")).length;
            assertThat(length).isEqualTo(node.get("transfer_length").intValue());
            assertThat(Representation.toPropagationNode(length).name().toLowerCase(java.util.Locale.ROOT))
                    .isEqualTo(node.get("representation").textValue().replace(' ', '_'));
        });
    }

    @TestFactory
    List<DynamicTest> comparesTheWholeTransferWithTheLimitOfTheReference() {
        return Vectors.each(FILE.get("packet_or_resource_threshold_with_stamp"), node -> assertThat(
                        Representation.toPropagationNode(
                                        node.get("transfer_length").intValue())
                                == Representation.LINK_PACKET)
                .isEqualTo(node.get("representation").textValue().equals("packet")));
    }

    @TestFactory
    List<DynamicTest> readsTheStoredFilesOfTheReference() {
        return Vectors.each(FILE.get("stored_files"), node -> {
            StampedMessage stored = valueOf(StampedMessage.decode(bytes(node.get("file_content"))));
            assertThat(stored.message().transientId()).isEqualTo(digest(node.get("transient_id")));
            assertThat(stored.encode()).hasSize(node.get("size").intValue());
        });
    }

    @Test
    void readsATransferBetweenNodes() {
        byte[] bytes = bytes(FILE.get("peer_transfer").get("msgpack"));
        Transfer transfer = valueOf(Transfer.decode(bytes));
        assertThat(transfer.messages()).hasSize(3).allSatisfy(message -> valueOf(StampedMessage.decode(message)));
        assertThat(transfer.encode()).isEqualTo(bytes);
    }

    @Test
    void refusesWhatIsNoTransfer() {
        for (String hex : List.of("", "c0", "91c0", "92c090", "92cb41d954fc4010000091a161")) {
            assertThat(Vectors.rejectionOf(
                            Transfer.decode(java.util.HexFormat.of().parseHex(hex))))
                    .isEqualTo(MessageRejection.BAD_TRANSFER);
        }
        assertThat(Vectors.rejectionOf(StampedMessage.decode(new byte[144]))).isEqualTo(MessageRejection.TOO_SHORT);
    }
}
