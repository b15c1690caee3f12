package weft.reticulum.framing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import weft.reticulum.WireRejection;

class FramingPropertiesTest {

    private static final int MAX_FRAME = 600;

    @Property
    void packetsComeBackHoweverTheStreamIsCut(
            @ForAll @Size(max = 6) List<@From("packets") byte[]> packets,
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 700) Integer> cuts) {
        byte[] hdlc = concat(packets.stream().map(Hdlc::encode).toList());
        byte[] kiss = concat(packets.stream().map(Kiss::encode).toList());
        List<String> expected =
                packets.stream().map(packet -> HexFormat.of().formatHex(packet)).toList();

        assertThat(onSocket(hdlc, cuts).frames).isEqualTo(expected);
        assertThat(onSerialPort(hdlc, cuts).frames).isEqualTo(expected);
        assertThat(ofModem(kiss, cuts).frames).isEqualTo(expected);
    }

    @Property
    void cutsDoNotChangeWhatIsFoundInNoise(
            @ForAll("noise") byte[] stream,
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 50) Integer> cuts) {
        List<Integer> whole = List.of(Integer.MAX_VALUE);
        assertThat(onSocket(stream, cuts).frames).isEqualTo(onSocket(stream, whole).frames);
        assertThat(onSocket(stream, cuts).drops).isEqualTo(onSocket(stream, whole).drops);
        assertThat(onSerialPort(stream, cuts).frames).isEqualTo(onSerialPort(stream, whole).frames);
        assertThat(ofModem(stream, cuts).frames).isEqualTo(ofModem(stream, whole).frames);
        assertThat(ofModem(stream, cuts).commands).isEqualTo(ofModem(stream, whole).commands);
    }

    @Property(tries = 100)
    void everyDecoderFindsItsWayBackAfterNoise(@ForAll("noise") byte[] noise, @ForAll("packets") byte[] packet) {
        String expected = HexFormat.of().formatHex(packet);
        List<Integer> whole = List.of(Integer.MAX_VALUE);
        byte[] hdlc = Hdlc.encode(packet);
        byte[] kiss = Kiss.encode(packet);
        assertThat(onSocket(concat(List.of(noise, hdlc)), whole).frames).endsWith(expected);
        assertThat(onSerialPort(concat(List.of(noise, hdlc, hdlc)), whole).frames)
                .endsWith(expected);
        assertThat(ofModem(concat(List.of(noise, kiss, kiss)), whole).frames).endsWith(expected);
    }

    @Property(tries = 20)
    void memoryStaysBoundedWithoutAFlag(@ForAll @IntRange(min = 1, max = 5000) int maxFrame) {
        byte[] endless = new byte[20_000];
        HdlcStreamDecoder socket = new HdlcStreamDecoder(maxFrame);
        HdlcByteDecoder serial = new HdlcByteDecoder(maxFrame, Long.MAX_VALUE);
        KissDecoder modem = new KissDecoder(maxFrame, Long.MAX_VALUE, KissDecoder.CommandByte.WHOLE);
        RecordingSink sink = new RecordingSink();
        socket.accept(new byte[] {Hdlc.FLAG}, 0, 1, sink);
        serial.accept(0, new byte[] {Hdlc.FLAG}, 0, 1, sink);
        modem.accept(0, new byte[] {Kiss.FRAME_END}, 0, 1, sink);
        for (int i = 0; i < 5; i++) {
            socket.accept(endless, 0, endless.length, sink);
            serial.accept(0, endless, 0, endless.length, sink);
            modem.accept(0, endless, 0, endless.length, sink);
        }
        assertThat(List.of(socket.capacity(), serial.capacity(), modem.capacity()))
                .allMatch(capacity -> capacity <= maxFrame);
        socket.accept(new byte[] {Hdlc.FLAG}, 0, 1, sink);
        assertThat(sink.drops).containsExactly(WireRejection.TOO_LONG);
    }

    @Property(tries = 50)
    void silenceInsideAFrameDiscardsIt(@ForAll("packets") byte[] packet, @ForAll @IntRange(min = 1, max = 20) int cut) {
        byte[] hdlc = Hdlc.encode(packet);
        byte[] kiss = Kiss.encode(packet);
        RecordingSink sink = new RecordingSink();
        HdlcByteDecoder serial = new HdlcByteDecoder(MAX_FRAME, 100);
        KissDecoder modem = new KissDecoder(MAX_FRAME, 100, KissDecoder.CommandByte.WHOLE);
        serial.accept(1000, hdlc, 0, cut, sink);
        modem.accept(1000, kiss, 0, cut, sink);
        serial.accept(1101, hdlc, 0, hdlc.length, sink);
        modem.accept(1101, kiss, 0, kiss.length, sink);
        String expected = HexFormat.of().formatHex(packet);
        assertThat(sink.frames).containsExactly(expected, expected);
    }

    @Provide
    Arbitrary<byte[]> packets() {
        return framed().array(byte[].class).ofMinSize(20).ofMaxSize(MAX_FRAME);
    }

    @Provide
    Arbitrary<byte[]> noise() {
        return framed().array(byte[].class).ofMaxSize(300);
    }

    private static Arbitrary<Byte> framed() {
        return Arbitraries.oneOf(
                Arbitraries.bytes(),
                Arbitraries.of(Hdlc.FLAG, Hdlc.ESCAPE, Hdlc.ESCAPED_FLAG, Hdlc.ESCAPED_ESCAPE),
                Arbitraries.of(Kiss.FRAME_END, Kiss.ESCAPE, Kiss.ESCAPED_END, Kiss.ESCAPED_ESCAPE, (byte) 0));
    }

    private static RecordingSink onSocket(byte[] stream, List<Integer> cuts) {
        HdlcStreamDecoder decoder = new HdlcStreamDecoder(MAX_FRAME);
        RecordingSink sink = new RecordingSink();
        inPieces(stream, cuts, (offset, length) -> decoder.accept(stream, offset, length, sink));
        return sink;
    }

    private static RecordingSink onSerialPort(byte[] stream, List<Integer> cuts) {
        HdlcByteDecoder decoder = new HdlcByteDecoder(MAX_FRAME, Long.MAX_VALUE);
        RecordingSink sink = new RecordingSink();
        inPieces(stream, cuts, (offset, length) -> decoder.accept(0, stream, offset, length, sink));
        return sink;
    }

    private static RecordingSink ofModem(byte[] stream, List<Integer> cuts) {
        KissDecoder decoder = new KissDecoder(MAX_FRAME, Long.MAX_VALUE, KissDecoder.CommandByte.WITH_PORT);
        RecordingSink sink = new RecordingSink();
        inPieces(stream, cuts, (offset, length) -> decoder.accept(0, stream, offset, length, sink));
        return sink;
    }

    private interface Piece {
        void at(int offset, int length);
    }

    private static void inPieces(byte[] stream, List<Integer> cuts, Piece piece) {
        for (int at = 0, i = 0; at < stream.length; i++) {
            int length = Math.min(cuts.get(i % cuts.size()), stream.length - at);
            piece.at(at, length);
            at += length;
        }
    }

    private static byte[] concat(List<byte[]> parts) {
        List<Byte> all = new ArrayList<>();
        parts.forEach(part -> {
            for (byte value : part) {
                all.add(value);
            }
        });
        byte[] joined = new byte[all.size()];
        for (int i = 0; i < joined.length; i++) {
            joined[i] = all.get(i);
        }
        return joined;
    }
}
