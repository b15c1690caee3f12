package weft.reticulum;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import weft.reticulum.announce.Announce;
import weft.reticulum.compression.Bzip2;
import weft.reticulum.crypto.Ed25519;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.crypto.Token;
import weft.reticulum.framing.Ax25;
import weft.reticulum.framing.FrameSink;
import weft.reticulum.framing.HdlcByteDecoder;
import weft.reticulum.framing.HdlcStreamDecoder;
import weft.reticulum.framing.KissDecoder;
import weft.reticulum.identity.KnownDestination;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.identity.RatchetRing;
import weft.reticulum.identity.ReceivedRatchet;
import weft.reticulum.ifac.AccessCode;
import weft.reticulum.msgpack.Document;
import weft.reticulum.msgpack.MsgPack;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketView;
import weft.reticulum.packet.Proof;
import weft.reticulum.path.PathRequest;
import weft.reticulum.path.TunnelSynthesis;

/**
 * Whatever arrives, a decoder answers: it does not throw, it does not run away, and what it took it can write again. In an
 * ordinary build the recorded inputs run; JAZZER_FUZZ=1 with one method searches for new ones.
 */
class DecoderFuzzTest {

    private static final PrivateIdentity SELF = PrivateIdentity.of(new byte[64]);
    private static final AccessCode CODE = AccessCode.derive("fuzz", "fuzz", 8).orElseThrow();
    private static final int LIMIT = 1 << 16;

    @FuzzTest
    void packets(byte[] input) {
        PacketView view = new PacketView();
        Optional<WireRejection> refusal = view.wrap(input, 0, input.length);
        switch (Packet.decode(input)) {
            case Decoded.Rejected<Packet>(Rejection reason) -> check(refusal.orElseThrow() == reason);
            case Decoded.Value<Packet>(Packet packet) -> {
                check(refusal.isEmpty());
                check(packet.hash().equals(view.hash(Hashes.newDigest(), new byte[32])));
                byte[] clean = input.clone();
                clean[0] &= 0x7F;
                check(Arrays.equals(packet.encode(), clean));
            }
        }
    }

    @FuzzTest
    void announces(byte[] input) {
        if (Announce.decode(input) instanceof Decoded.Value<Announce>(Announce announce)) {
            check(announce.appData().length <= Packet.MTU);
        }
        Announce.validate(input, identity -> false, destination -> Optional.empty());
    }

    @FuzzTest
    void smallPackets(byte[] input) {
        if (PathRequest.decode(input) instanceof Decoded.Value<PathRequest>(PathRequest request)
                && !PathRequest.hasOverlongTag(input)) {
            check(Arrays.equals(request.packet().data(), input));
        }
        if (TunnelSynthesis.decode(input) instanceof Decoded.Value<TunnelSynthesis>(TunnelSynthesis synthesis)) {
            synthesis.isSigned();
        }
        if (Proof.decode(input) instanceof Decoded.Value<Proof>(Proof proof)) {
            proof.proves(Hashes.sha256(input), SELF.identity());
        }
        Ax25.unwrap(input);
    }

    @FuzzTest
    void messagePack(byte[] input) {
        if (MsgPack.decode(input) instanceof Decoded.Value<Document>(Document document)) {
            check(document.consumed() > 0 && document.consumed() <= input.length);
            byte[] canonical = MsgPack.encode(document.value());
            check(canonical.length <= 9L * input.length);
            if (document.value().isArrayValue()) {
                int size = document.value().asArrayValue().size();
                check(document.elements(0, size).length < document.consumed());
            }
        }
    }

    @FuzzTest
    void files(byte[] input) {
        KnownDestination.decodeAll(input);
        ReceivedRatchet.decode(input);
        RatchetRing.decode(input, SELF.identity());
    }

    @FuzzTest
    void compression(byte[] input) {
        if (Bzip2.decompress(input, LIMIT) instanceof Decoded.Value<byte[]>(byte[] content)) {
            check(content.length <= LIMIT);
        }
    }

    @FuzzTest
    void secrets(byte[] input) {
        Token.open(new byte[64], input);
        SELF.decrypt(input, List.of(), false);
        Ed25519.verify(Arrays.copyOf(input, 32), input, Arrays.copyOf(input, 64));
    }

    @FuzzTest
    void accessCodes(byte[] input) {
        AccessCode.admit(Optional.of(CODE), input);
        AccessCode.admit(Optional.empty(), input);
        if (input.length >= 2 && input[0] >= 0) {
            check(CODE.open(CODE.seal(input)) instanceof Decoded.Value<byte[]>(byte[] packet)
                    && Arrays.equals(packet, input));
        }
    }

    @FuzzTest
    void streams(byte[] input) {
        FrameSink sink = new FrameSink() {
            @Override
            public void frame(byte[] buffer, int offset, int length) {
                check(length > 0 && length <= 64);
            }

            @Override
            public void dropped(WireRejection reason) {
                check(reason == WireRejection.TOO_LONG || reason == WireRejection.TOO_SHORT);
            }
        };
        new HdlcStreamDecoder(64).accept(input, 0, input.length, sink);
        new HdlcByteDecoder(64, Long.MAX_VALUE).accept(0, input, 0, input.length, sink);
        new KissDecoder(64, Long.MAX_VALUE, KissDecoder.CommandByte.WHOLE)
                .accept(0, input, 0, input.length, (command, buffer, offset, length) -> check(length <= 64));
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError();
        }
    }
}
