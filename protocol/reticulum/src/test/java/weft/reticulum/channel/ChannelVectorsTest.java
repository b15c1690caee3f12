package weft.reticulum.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static weft.reticulum.Vectors.bytes;
import static weft.reticulum.Vectors.each;
import static weft.reticulum.Vectors.rejectionOf;
import static weft.reticulum.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Vectors;
import weft.reticulum.WireRejection;
import weft.reticulum.link.LinkKeys;
import weft.reticulum.link.LinkPacketProof;
import weft.reticulum.packet.Packet;

class ChannelVectorsTest {

    private static final JsonNode CHANNEL = Vectors.load("channel");
    private static final JsonNode BUFFER = Vectors.load("buffer");

    @TestFactory
    List<DynamicTest> readsAndWritesEnvelopes() {
        return each(CHANNEL.get("envelopes"), vector -> {
            Envelope envelope = new Envelope(
                    vector.get("type").intValue(), vector.get("sequence").intValue(), bytes(vector.get("payload")));
            assertThat(envelope.encode()).isEqualTo(bytes(vector.get("envelope")));
            Envelope read = valueOf(Envelope.decode(bytes(vector.get("envelope"))));
            assertThat(read.type()).isEqualTo(envelope.type());
            assertThat(read.sequence()).isEqualTo(envelope.sequence());
            assertThat(read.payload()).isEqualTo(envelope.payload());
        });
    }

    @Test
    void readsWhatTheReferenceSentAndProved() {
        JsonNode exchange = CHANNEL.get("exchange");
        LinkKeys keys = LinkKeys.of(bytes(exchange.get("derived_key")));
        Packet last = null;
        for (JsonNode step : exchange.get("packets")) {
            Packet packet = valueOf(Packet.decode(bytes(step.get("raw"))));
            if (step.get("kind").textValue().equals("channel")) {
                assertThat(valueOf(keys.open(packet.data()))).isEqualTo(bytes(step.get("envelope")));
                last = packet;
            } else {
                assertThat(valueOf(LinkPacketProof.decode(packet.data())).packetHash())
                        .isEqualTo(last.hash());
            }
        }
    }

    @Test
    void takesEverythingBehindTheHeaderForPayload() {
        JsonNode vector = CHANNEL.get("length_mismatch");
        assertThat(valueOf(Envelope.decode(bytes(vector.get("envelope")))).payload())
                .isEqualTo(bytes(vector.get("delivered").get(0)));
        assertThat(rejectionOf(Envelope.decode(new byte[5]))).isEqualTo(WireRejection.TOO_SHORT);
    }

    @TestFactory
    List<DynamicTest> putsMessagesInOrder() {
        return each(CHANNEL.get("receive_sequences"), vector -> {
            ReceiveWindow window =
                    new ReceiveWindow(vector.get("next_rx_sequence_before").intValue());
            List<Integer> delivered = new ArrayList<>();
            for (JsonNode sequence : vector.get("arrival_order")) {
                if (window.place(sequence.intValue()) == ReceiveWindow.Place.NEW) {
                    window.add(new Envelope(1, sequence.intValue(), new byte[0]))
                            .forEach(envelope -> delivered.add(envelope.sequence()));
                }
            }
            assertThat(delivered)
                    .containsExactlyElementsOf(vector.get("delivered")
                            .valueStream()
                            .map(JsonNode::intValue)
                            .toList());
            assertThat(window.next())
                    .isEqualTo(vector.get("next_rx_sequence_after").intValue());
        });
    }

    @Test
    void stallsOnATypeThatNobodyRegistered() {
        Channel channel = new Channel(1, 8);
        channel.register(List.of(5));
        List<Envelope> delivered = new ArrayList<>();
        assertThat(channel.onMessage(new Envelope(6, 0, new byte[0]), delivered::add))
                .hasValue(ChannelRejection.UNKNOWN_TYPE);
        assertThat(channel.onMessage(new Envelope(5, 1, new byte[0]), delivered::add))
                .isEmpty();
        assertThat(delivered).isEmpty();
        assertThat(channel.onMessage(new Envelope(5, 1, new byte[0]), delivered::add))
                .hasValue(ChannelRejection.REPETITION);
        assertThat(channel.onMessage(new Envelope(5, 49, new byte[0]), delivered::add))
                .hasValue(ChannelRejection.BEYOND_WINDOW);
    }

    @TestFactory
    List<DynamicTest> adaptsItsWindow() {
        return each(CHANNEL.get("window_traces"), vector -> {
            long rtt = (long) (vector.get("rtt").doubleValue() * 1e9);
            SendWindow window = new SendWindow(rtt);
            for (JsonNode step : vector.get("trace")) {
                if (step.get("event").textValue().equals("timeout")) {
                    window.timedOut();
                }
                if (!step.get("event").textValue().equals("start")) {
                    window.delivered(rtt);
                }
                assertThat(List.of(window.size(), window.min(), window.max()))
                        .isEqualTo(List.of(
                                step.get("window").intValue(),
                                step.get("min").intValue(),
                                step.get("max").intValue()));
            }
        });
    }

    @TestFactory
    List<DynamicTest> waitsLongerWithEveryTry() {
        return each(CHANNEL.get("retry_timeout").get("samples"), sample -> assertThat(SendWindow.wait(
                                sample.get("tries").intValue(),
                                sample.get("outstanding").intValue(),
                                (long) (sample.get("rtt").doubleValue() * 1e9))
                        / 1e9)
                .isCloseTo(sample.get("timeout").doubleValue(), within(1e-6)));
    }

    @TestFactory
    List<DynamicTest> readsAndWritesStreamMessages() {
        return each(BUFFER.get("messages"), vector -> {
            boolean compressed = vector.get("compressed").booleanValue();
            byte[] data = bytes(compressed ? vector.get("data_before_compression") : vector.get("data"));
            StreamMessage message = valueOf(StreamMessage.decode(bytes(vector.get("packed"))));
            assertThat(message.streamId()).isEqualTo(vector.get("stream_id").intValue());
            assertThat(message.end()).isEqualTo(vector.get("eof").booleanValue());
            assertThat(message.data()).isEqualTo(data);
            if (!compressed) {
                assertThat(message.encode()).isEqualTo(bytes(vector.get("packed")));
            }
        });
    }

    @TestFactory
    List<DynamicTest> refusesBrokenAndBloatedChunks() {
        return each(BUFFER.get("negative"), vector -> assertThat(
                        rejectionOf(StreamMessage.decode(bytes(vector.get("packed")))))
                .isEqualTo(WireRejection.BAD_COMPRESSION));
    }

    @Test
    void writesAStreamAsTheReferenceDoes() {
        JsonNode session = BUFFER.get("session");
        byte[] rest = bytes(session.get("payload"));
        List<Integer> consumed = new ArrayList<>();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (rest.length > 0) {
            StreamMessage.Chunk chunk = StreamMessage.next(0, rest, false, Envelope.maxPayload(431));
            assertThat(chunk.payload().length).isLessThanOrEqualTo(425);
            consumed.add(chunk.consumed());
            read.writeBytes(valueOf(StreamMessage.decode(chunk.payload())).data());
            rest = Arrays.copyOfRange(rest, chunk.consumed(), rest.length);
        }
        assertThat(read.toByteArray()).isEqualTo(bytes(session.get("payload")));
        assertThat(consumed)
                .containsExactlyElementsOf(session.get("writer_consumed")
                        .valueStream()
                        .map(step -> step.get("consumed").intValue())
                        .toList());
        assertThat(StreamMessage.next(0, rest, true, 425).payload()).isEqualTo(bytes("8000"));
    }

    @Test
    void readsTheFramesOfAStream() {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        boolean ended = false;
        for (JsonNode frame : BUFFER.get("session").get("frames")) {
            Envelope envelope = valueOf(Envelope.decode(bytes(frame.get("envelope"))));
            assertThat(envelope.type()).isEqualTo(StreamMessage.TYPE);
            StreamMessage message = valueOf(StreamMessage.decode(envelope.payload()));
            read.writeBytes(message.data());
            ended = message.end();
        }
        assertThat(read.toByteArray()).isEqualTo(bytes(BUFFER.get("session").get("payload")));
        assertThat(ended).isTrue();
    }
}
