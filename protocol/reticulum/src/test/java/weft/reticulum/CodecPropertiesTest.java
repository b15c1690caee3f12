package weft.reticulum;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.reticulum.Vectors.rejectionOf;
import static weft.reticulum.Vectors.valueOf;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.msgpack.value.ArrayValue;
import org.msgpack.value.MapValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.reticulum.announce.Announce;
import weft.reticulum.announce.Emission;
import weft.reticulum.compression.Bzip2;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.identity.Ratchet;
import weft.reticulum.ifac.AccessCode;
import weft.reticulum.msgpack.Document;
import weft.reticulum.msgpack.Extent;
import weft.reticulum.msgpack.MsgPack;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;
import weft.reticulum.packet.PacketView;
import weft.reticulum.path.PathRequest;
import weft.reticulum.path.PathTag;

class CodecPropertiesTest {

    @Property
    void packetsRoundTrip(
            @ForAll boolean contextFlag,
            @ForAll boolean transported,
            @ForAll DestinationType destinationType,
            @ForAll PacketType type,
            @ForAll @IntRange(max = 127) int hops,
            @ForAll boolean relayed,
            @ForAll long seed,
            @ForAll @IntRange(max = 255) int context,
            @ForAll @Size(min = 1, max = 400) byte[] data) {
        Optional<Address> transportId = relayed ? Optional.of(new Address(seed, ~seed)) : Optional.empty();
        Packet packet = new Packet(
                contextFlag,
                transported,
                destinationType,
                type,
                hops,
                transportId,
                new Address(~seed, seed),
                context,
                data);
        byte[] raw = packet.encode();
        assertThat(valueOf(Packet.decode(raw))).usingRecursiveComparison().isEqualTo(packet);
        for (int length = 0; length <= raw.length - data.length; length++) {
            assertThat(rejectionOf(Packet.decode(Arrays.copyOf(raw, length)))).isEqualTo(WireRejection.TOO_SHORT);
        }
    }

    @Property
    void forwardingKeepsThePacketHash(
            @ForAll long seed, @ForAll @IntRange(max = 126) int hops, @ForAll @Size(min = 1, max = 64) byte[] data) {
        byte[] original = Packet.originate(
                        DestinationType.SINGLE, PacketType.DATA, new Address(seed, 1), (int) (seed & 0xFF), data)
                .encode();
        byte[] room = new byte[PacketView.HEADROOM + original.length];
        System.arraycopy(original, 0, room, PacketView.HEADROOM, original.length);
        PacketView view = new PacketView();
        view.wrap(room, PacketView.HEADROOM, original.length);
        Digest hash = valueOf(Packet.decode(original)).hash();

        view.insertTransportId(new Address(2, seed));
        assertThat(sent(view).hash()).isEqualTo(hash);
        view.setHops(hops + 1);
        view.replaceTransportId(new Address(3, seed));
        assertThat(sent(view).transportId()).contains(new Address(3, seed));
        assertThat(sent(view).hash()).isEqualTo(hash);
        view.removeTransportId();
        assertThat(sent(view).hops()).isEqualTo(hops + 1);
        assertThat(sent(view).hash()).isEqualTo(hash);
        view.setHops(0);
        assertThat(sent(view).encode()).isEqualTo(original);
    }

    @Property(tries = 60)
    void announcesRoundTripAndNoByteMayChange(
            @ForAll long seed,
            @ForAll boolean withRatchet,
            @ForAll boolean pathResponse,
            @ForAll @LongRange(max = 0xFF_FFFF_FFFFL) long unixSeconds,
            @ForAll @Size(max = 285) byte[] appData,
            @ForAll @IntRange(max = 499) int touched) {
        Entropy entropy = new Random(seed)::nextBytes;
        PrivateIdentity owner = PrivateIdentity.generate(entropy);
        Optional<byte[]> ratchet =
                withRatchet ? Optional.of(Ratchet.generate(entropy).publicKey()) : Optional.empty();
        Emission emission = Emission.of(entropy.bytes(5), unixSeconds);
        byte[] raw = Announce.build(owner, DestinationName.LXMF_DELIVERY, emission, ratchet, appData, pathResponse)
                .encode();

        Announce announce = valueOf(Announce.validate(raw, hash -> false, hash -> Optional.empty()));
        assertThat(announce.identity()).isEqualTo(owner.identity());
        assertThat(announce.emission()).isEqualTo(emission);
        assertThat(announce.ratchet().isPresent()).isEqualTo(withRatchet);
        assertThat(announce.appData()).isEqualTo(appData);
        assertThat(announce.pathResponse()).isEqualTo(pathResponse);

        int at = 2 + touched % (raw.length - 2);
        raw[at] ^= 0x10;
        boolean context = at == Packet.HEADER_1 - 1;
        Decoded<Announce> checked = Announce.validate(raw, hash -> false, hash -> Optional.empty());
        assertThat(checked instanceof Decoded.Value).isEqualTo(context);
    }

    @Property
    void pathRequestsRoundTrip(@ForAll long seed, @ForAll boolean named, @ForAll @Size(min = 1, max = 16) byte[] tag) {
        Optional<Address> requester = named ? Optional.of(new Address(seed, 2)) : Optional.empty();
        PathRequest request = new PathRequest(new Address(1, seed), requester, PathTag.of(tag));
        assertThat(valueOf(PathRequest.decode(request.packet().data()))).isEqualTo(request);
    }

    @Property
    void messagePackRoundTrips(@ForAll("values") Value value, @ForAll @Size(max = 8) byte[] after) {
        byte[] encoded = MsgPack.encode(value);
        byte[] longer = Arrays.copyOf(encoded, encoded.length + after.length);
        System.arraycopy(after, 0, longer, encoded.length, after.length);
        Document document = valueOf(MsgPack.decode(longer));
        assertThat(document.value()).isEqualTo(value);
        assertThat(document.consumed()).isEqualTo(encoded.length);
        assertThat(MsgPack.encode(document.value())).isEqualTo(encoded);
        IntStream.range(0, encoded.length).forEach(length -> rejectionOf(MsgPack.decode(encoded, 0, length)));
    }

    @Property
    void aWalkFindsWhatDecodingFinds(@ForAll("values") Value value, @ForAll @Size(max = 8) byte[] after) {
        byte[] encoded = MsgPack.encode(ValueFactory.newArray(value));
        byte[] longer = Arrays.copyOf(encoded, encoded.length + after.length);
        System.arraycopy(after, 0, longer, encoded.length, after.length);
        assertThat(valueOf(Extent.of(longer, 1, longer.length - 1)))
                .isEqualTo(new Extent(1, encoded.length - 1, values(value), depth(value)));
        IntStream.range(1, encoded.length).forEach(length -> rejectionOf(Extent.of(encoded, 1, length - 1)));
    }

    private static int values(Value value) {
        return 1 + inside(value).mapToInt(CodecPropertiesTest::values).sum();
    }

    private static int depth(Value value) {
        return inside(value).mapToInt(each -> 1 + depth(each)).max().orElse(0);
    }

    private static Stream<Value> inside(Value value) {
        return switch (value) {
            case ArrayValue array -> array.list().stream();
            case MapValue map -> Arrays.stream(map.getKeyValueArray());
            default -> Stream.of();
        };
    }

    @Property
    void elementsOfAnArrayAreItsBytes(@ForAll("values") Value first, @ForAll("values") Value second) {
        Document document = valueOf(MsgPack.decode(MsgPack.encode(ValueFactory.newArray(first, second))));
        assertThat(document.elements(0, 1)).isEqualTo(MsgPack.encode(first));
        assertThat(document.elements(1, 2)).isEqualTo(MsgPack.encode(second));
    }

    @Property(tries = 200)
    void accessCodesRoundTripAndNoBitMayChange(
            @ForAll @Size(min = 2, max = 600) byte[] packet,
            @ForAll @IntRange(min = 1, max = 64) int size,
            @ForAll @StringLength(min = 1, max = 5) String passphrase,
            @ForAll @IntRange(max = 10_000) int touched) {
        packet[0] &= 0x7F;
        AccessCode code = AccessCode.derive("net", passphrase, size).orElseThrow();
        byte[] frame = code.seal(packet);
        assertThat(frame).hasSize(packet.length + size);
        if (packet.length > 2) {
            assertThat(valueOf(code.open(frame))).isEqualTo(packet);
        }
        int bit = 1 + touched % (8 * frame.length - 1);
        frame[bit / 8] ^= (byte) (0x80 >> bit % 8);
        if (size > 1) {
            assertThat(rejectionOf(code.open(frame))).isEqualTo(WireRejection.BAD_ACCESS_CODE);
        }
    }

    @Property(tries = 30)
    void compressionRoundTripsAndStaysWithinItsLimit(
            @ForAll @Size(max = 3000) byte[] content, @ForAll @IntRange(max = 5000) int limit) {
        byte[] compressed = Bzip2.compress(content);
        Decoded<byte[]> decompressed = Bzip2.decompress(compressed, limit);
        if (content.length <= limit) {
            assertThat(valueOf(decompressed)).isEqualTo(content);
        } else {
            assertThat(rejectionOf(decompressed)).isEqualTo(WireRejection.BAD_COMPRESSION);
        }
    }

    @Provide
    Arbitrary<Value> values() {
        Arbitrary<Value> leaves = Arbitraries.oneOf(
                Arbitraries.longs().map(ValueFactory::newInteger),
                Arbitraries.integers().between(-200, 300).map(ValueFactory::newInteger),
                Arbitraries.doubles().map(ValueFactory::newFloat),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(ValueFactory::newBinary),
                Arbitraries.strings()
                        .excludeChars(surrogates())
                        .ofMaxLength(300)
                        .map(ValueFactory::newString),
                Arbitraries.of(true, false).map(ValueFactory::newBoolean),
                Arbitraries.just(ValueFactory.newNil()));
        return Arbitraries.recursive(() -> leaves, CodecPropertiesTest::nested, 0, 3);
    }

    private static Arbitrary<Value> nested(Arbitrary<Value> inner) {
        return Arbitraries.oneOf(
                inner.list().ofMaxSize(4).map(ValueFactory::newArray),
                Arbitraries.maps(Arbitraries.integers().map(ValueFactory::newInteger), inner)
                        .ofMaxSize(4)
                        .map(ValueFactory::newMap));
    }

    private static char[] surrogates() {
        char[] all = new char[Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1];
        for (int i = 0; i < all.length; i++) {
            all[i] = (char) (Character.MIN_SURROGATE + i);
        }
        return all;
    }

    private static Packet sent(PacketView view) {
        return valueOf(Packet.decode(Arrays.copyOfRange(view.raw(), view.offset(), view.offset() + view.length())));
    }
}
