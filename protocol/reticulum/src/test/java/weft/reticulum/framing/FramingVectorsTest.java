package weft.reticulum.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static weft.reticulum.Vectors.bytes;
import static weft.reticulum.Vectors.each;
import static weft.reticulum.Vectors.rejectionOf;
import static weft.reticulum.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Vectors;
import weft.reticulum.WireRejection;

class FramingVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("framing");
    private static final Map<String, Integer> SETTINGS = Map.of(
            "preamble_ms", Kiss.PREAMBLE,
            "txtail_ms", Kiss.TAIL,
            "persistence", Kiss.PERSISTENCE,
            "slottime_ms", Kiss.SLOT_TIME,
            "flow_control", Kiss.READY);

    @TestFactory
    List<DynamicTest> framesPackets() {
        return each(VECTORS.get("encode"), vector -> {
            byte[] payload = bytes(vector.get("payload"));
            assertThat(Hdlc.encode(payload)).isEqualTo(bytes(vector.get("hdlc")));
            assertThat(Kiss.encode(payload)).isEqualTo(bytes(vector.get("kiss")));
        });
    }

    @TestFactory
    List<DynamicTest> findsFramesOnSockets() {
        return each(VECTORS.get("hdlc_streams"), vector -> {
            HdlcStreamDecoder decoder =
                    new HdlcStreamDecoder(vector.get("hw_mtu").intValue());
            RecordingSink sink = new RecordingSink();
            vector.get("chunks").forEach(chunk -> decoder.accept(bytes(chunk), 0, bytes(chunk).length, sink));
            assertThat(sink.frames).isEqualTo(texts(vector.get("stream_decoder")));
        });
    }

    @TestFactory
    List<DynamicTest> findsFramesOnSerialPorts() {
        return each(VECTORS.get("hdlc_streams"), vector -> {
            HdlcByteDecoder decoder = new HdlcByteDecoder(vector.get("hw_mtu").intValue(), Long.MAX_VALUE);
            RecordingSink sink = new RecordingSink();
            vector.get("chunks").forEach(chunk -> decoder.accept(0, bytes(chunk), 0, bytes(chunk).length, sink));
            assertThat(sink.frames).isEqualTo(texts(vector.get("bytewise_decoder")));
        });
    }

    @TestFactory
    List<DynamicTest> findsFramesOfModems() {
        return each(VECTORS.get("kiss_streams"), vector -> {
            KissDecoder decoder =
                    new KissDecoder(vector.get("hw_mtu").intValue(), Long.MAX_VALUE, KissDecoder.CommandByte.WITH_PORT);
            RecordingSink sink = new RecordingSink();
            vector.get("chunks").forEach(chunk -> decoder.accept(0, bytes(chunk), 0, bytes(chunk).length, sink));
            assertThat(sink.frames).isEqualTo(texts(vector.get("frames")));
        });
    }

    @TestFactory
    List<DynamicTest> addsTheHeaderOfAStation() {
        return each(VECTORS.get("ax25"), vector -> {
            byte[] payload = bytes(vector.get("payload"));
            byte[] frame = Ax25.wrap(
                    vector.get("callsign").textValue(), vector.get("ssid").intValue(), payload);
            assertThat(Kiss.encode(frame)).isEqualTo(bytes(vector.get("serial_bytes")));
            assertThat(valueOf(Ax25.unwrap(frame))).isEqualTo(payload);
        });
    }

    @TestFactory
    List<DynamicTest> setsUpModems() {
        return each(VECTORS.get("kiss_tnc_config"), vector -> {
            String setting = vector.get("setting").textValue();
            JsonNode value = vector.get("value");
            int units = value.isBoolean() ? 1 : value.intValue() / (setting.endsWith("_ms") ? 10 : 1);
            assertThat(Kiss.parameter(SETTINGS.get(setting), units)).isEqualTo(bytes(vector.get("bytes")));
        });
    }

    @Test
    void refusesStationsAndFramesThatAx25HasNoRoomFor() {
        assertThat(rejectionOf(Ax25.unwrap(new byte[16]))).isEqualTo(WireRejection.TOO_SHORT);
        assertThatIllegalArgumentException().isThrownBy(() -> Ax25.wrap("AB", 0, new byte[1]));
        assertThatIllegalArgumentException().isThrownBy(() -> Ax25.wrap("N0CALL", 16, new byte[1]));
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        StreamSupport.stream(node.spliterator(), false).map(JsonNode::textValue).forEach(texts::add);
        return texts;
    }
}
