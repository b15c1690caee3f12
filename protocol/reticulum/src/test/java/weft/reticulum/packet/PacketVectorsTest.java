package weft.reticulum.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static weft.reticulum.Vectors.bytes;
import static weft.reticulum.Vectors.each;
import static weft.reticulum.Vectors.rejectionOf;
import static weft.reticulum.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.Vectors;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Hashes;

class PacketVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("packet");

    @TestFactory
    List<DynamicTest> parsesEveryHeader() {
        return each(VECTORS.get("parse"), PacketVectorsTest::assertParsed);
    }

    @TestFactory
    List<DynamicTest> parsesEveryContext() {
        return each(VECTORS.get("parse_contexts"), vector -> {
            assertParsed(vector);
            String name = vector.get("context_name").textValue();
            assertThat(vector.get("context")).isEqualTo(VECTORS.get("contexts").get(name));
        });
    }

    @TestFactory
    List<DynamicTest> refusesMalformedPackets() {
        return each(VECTORS.get("malformed"), vector -> {
            byte[] raw = bytes(vector.get("raw"));
            if (vector.get("accepted").booleanValue()) {
                assertParsed(vector);
                return;
            }
            WireRejection expected = vector.get("why").textValue().startsWith("hops")
                    ? WireRejection.TOO_MANY_HOPS
                    : WireRejection.TOO_SHORT;
            assertThat(rejectionOf(Packet.decode(raw))).isEqualTo(expected);
            assertThat(new PacketView().wrap(raw, 0, raw.length)).contains(expected);
        });
    }

    @TestFactory
    List<DynamicTest> hashIsTheSameOnEveryHop() {
        return each(VECTORS.get("hash_invariant"), PacketVectorsTest::assertHash);
    }

    @TestFactory
    List<DynamicTest> hashCoversTypeAddressContextAndData() {
        return each(VECTORS.get("hash_differs"), PacketVectorsTest::assertHash);
    }

    @TestFactory
    List<DynamicTest> forwardsInPlace() {
        return each(VECTORS.get("forwarding"), vector -> {
            byte[] raw = bytes(vector.get("in"));
            PacketView view = new PacketView();
            assertThat(view.wrap(raw, 0, raw.length)).isEmpty();
            Address self = Address.parse(vector.get("transport_identity_hash").textValue());
            if (vector.get("forwarded_on_other_interface").isNull()) {
                assertThat(view.isFor(self)).isFalse();
                return;
            }
            assertThat(view.isFor(self)).isTrue();
            assertThat(view.hash(Hashes.newDigest(), new byte[32]).truncated())
                    .hasToString(vector.get("reverse_table_key").textValue());
            view.setHops(view.hops() + 1);
            if (vector.get("path_hops").intValue() > 1) {
                view.replaceTransportId(
                        Address.parse(vector.get("path_next_hop").textValue()));
            } else {
                view.removeTransportId();
            }
            assertThat(sent(view)).isEqualTo(bytes(vector.get("forwarded_on_other_interface")));
        });
    }

    @TestFactory
    List<DynamicTest> insertsTheNextHop() {
        return each(VECTORS.get("outbound_insertion"), vector -> {
            byte[] plain = bytes(vector.get("plain_header_1_form"));
            byte[] raw = new byte[PacketView.HEADROOM + plain.length];
            System.arraycopy(plain, 0, raw, PacketView.HEADROOM, plain.length);
            PacketView view = new PacketView();
            assertThat(view.wrap(raw, PacketView.HEADROOM, plain.length)).isEmpty();
            if (vector.get("path_hops").intValue() > 1) {
                view.insertTransportId(Address.parse(vector.get("path_next_hop").textValue()));
            }
            assertThat(sent(view)).isEqualTo(bytes(vector.get("sent")));
        });
    }

    @Test
    void relaysAnnouncesUnderItsOwnId() {
        JsonNode answer = Vectors.load("path-request").get("answer");
        Packet cached = valueOf(Packet.decode(bytes(answer.get("cached_announce"))));
        Address self = Address.parse(answer.get("transport_identity_hash").textValue());
        Packet relayed = cached.relayed(self, answer.get("path_hops").intValue(), Context.PATH_RESPONSE);
        assertThat(relayed.encode()).isEqualTo(bytes(answer.get("path_response")));
        assertThat(cached.relayed(self, 1, Context.NONE).hash()).isEqualTo(cached.hash());
    }

    @Test
    void editsOnlyWhatTheHeaderHas() {
        byte[] raw = bytes(VECTORS.at("/parse/0/raw"));
        PacketView view = new PacketView();
        view.wrap(raw, 0, raw.length);
        assertThatIllegalStateException().isThrownBy(view::removeTransportId);
        assertThatIllegalStateException().isThrownBy(() -> view.replaceTransportId(new Address(1, 2)));
        assertThatIllegalStateException().isThrownBy(() -> view.insertTransportId(new Address(1, 2)));
    }

    private static void assertParsed(JsonNode vector) {
        byte[] raw = bytes(vector.get("raw"));
        int flags = vector.get("flags").intValue();
        Packet packet = valueOf(Packet.decode(raw));
        assertThat(packet.flags()).isEqualTo(flags & 0x7F);
        assertThat(packet.contextFlag()).isEqualTo(vector.get("context_flag").intValue() == 1);
        assertThat(packet.transported()).isEqualTo(vector.get("transport_type").intValue() == 1);
        assertThat(packet.destinationType().ordinal())
                .isEqualTo(vector.get("destination_type").intValue());
        assertThat(packet.type().ordinal()).isEqualTo(vector.get("packet_type").intValue());
        assertThat(packet.hops()).isEqualTo(vector.get("hops").intValue());
        assertThat(packet.transportId().map(Address::toString))
                .isEqualTo(Optional.ofNullable(vector.get("transport_id").textValue()));
        assertThat(packet.destination())
                .hasToString(vector.get("destination_hash").textValue());
        assertThat(packet.context()).isEqualTo(vector.get("context").intValue());
        assertThat(packet.data()).isEqualTo(bytes(vector.get("data")));
        assertThat(packet.hashablePart()).isEqualTo(bytes(vector.get("hashable_part")));
        assertThat(packet.hash().truncated())
                .hasToString(vector.get("truncated_packet_hash").textValue());
        assertThat(packet.length()).isEqualTo(raw.length);
        raw[0] &= 0x7F;
        assertThat(packet.encode()).isEqualTo(raw);
        assertViewAgrees(packet, raw);
        assertHash(vector);
    }

    private static void assertViewAgrees(Packet packet, byte[] raw) {
        PacketView view = new PacketView();
        assertThat(view.wrap(raw, 0, raw.length)).isEmpty();
        assertThat(view.flags()).isEqualTo(packet.flags());
        assertThat(view.contextFlag()).isEqualTo(packet.contextFlag());
        assertThat(view.destinationType()).isEqualTo(packet.destinationType());
        assertThat(view.type()).isEqualTo(packet.type());
        assertThat(view.hops()).isEqualTo(packet.hops());
        assertThat(view.transportId()).isEqualTo(packet.transportId());
        assertThat(view.destination()).isEqualTo(packet.destination());
        assertThat(view.isTo(packet.destination())).isTrue();
        assertThat(view.isTo(new Address(1, 2))).isFalse();
        assertThat(view.context()).isEqualTo(packet.context());
        assertThat(Arrays.copyOfRange(raw, view.dataOffset(), view.dataOffset() + view.dataLength()))
                .isEqualTo(packet.data());
    }

    private static void assertHash(JsonNode vector) {
        byte[] raw = bytes(vector.get("raw"));
        Digest expected = Digest.of(bytes(vector.get("packet_hash")));
        assertThat(valueOf(Packet.decode(raw)).hash()).isEqualTo(expected);
        PacketView view = new PacketView();
        byte[] shifted = new byte[raw.length + 3];
        System.arraycopy(raw, 0, shifted, 3, raw.length);
        view.wrap(shifted, 3, raw.length);
        assertThat(view.hash(Hashes.newDigest(), new byte[32])).isEqualTo(expected);
    }

    private static byte[] sent(PacketView view) {
        return Arrays.copyOfRange(view.raw(), view.offset(), view.offset() + view.length());
    }
}
