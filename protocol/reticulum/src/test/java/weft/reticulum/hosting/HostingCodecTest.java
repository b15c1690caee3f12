package weft.reticulum.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.WireRejection;

class HostingCodecTest {

    @Property(tries = 200)
    void everyRecordComesBackAsItWas(@ForAll long seed) {
        Random random = new Random(seed);
        long ingress = random.nextLong();
        for (ToEndpoint record : toEndpoint(random)) {
            byte[] bytes = HostingCodec.encode(record, ingress);
            assertThat(HostingCodec.decodeToEndpoint(bytes))
                    .usingRecursiveComparison()
                    .isEqualTo(Decoded.value(new BusRecord<>(ingress, record)));
            assertThat(HostingCodec.decodeToRouter(bytes)).isEqualTo(Decoded.rejected(WireRejection.WRONG_KIND));
        }
        for (ToRouter record : toRouter(random)) {
            byte[] bytes = HostingCodec.encode(record, ingress);
            assertThat(HostingCodec.decodeToRouter(bytes))
                    .usingRecursiveComparison()
                    .isEqualTo(Decoded.value(new BusRecord<>(ingress, record)));
            assertThat(HostingCodec.decodeToEndpoint(bytes)).isEqualTo(Decoded.rejected(WireRejection.WRONG_KIND));
        }
    }

    @Property(tries = 200)
    void aTruncatedRecordIsRefusedOrShorterButNeverThrows(@ForAll long seed, @ForAll @IntRange(max = 120) int length) {
        for (ToEndpoint record : toEndpoint(new Random(seed))) {
            byte[] bytes = HostingCodec.encode(record, 1);
            HostingCodec.decodeToEndpoint(Arrays.copyOf(bytes, Math.min(length, bytes.length)));
        }
    }

    @Property(tries = 50)
    void recordsOfLinksGrowStaleSoonerThanData(@ForAll @IntRange(min = 5_001, max = 479_999) int age) {
        Address owner = new Address(1, 2);
        byte[] linkData = {0x0C, 0};
        byte[] linkRequest = {0x02, 0};
        byte[] data = {0x00, 0};
        assertThat(outbound(owner, linkData).isStale(age)).isTrue();
        assertThat(outbound(owner, linkRequest).isStale(age)).isTrue();
        assertThat(outbound(owner, linkData).isStale(5_000)).isFalse();
        assertThat(outbound(owner, data).isStale(age)).isFalse();
        assertThat(outbound(owner, data).isStale(480_001)).isTrue();
    }

    @FuzzTest
    void noBytesMakeTheDecoderThrow(byte[] bytes) {
        HostingCodec.decodeToEndpoint(bytes);
        HostingCodec.decodeToRouter(bytes);
    }

    private static BusRecord<ToRouter> outbound(Address owner, byte[] raw) {
        return new BusRecord<>(0, new ToRouter.Outbound(owner, 1, Optional.empty(), raw));
    }

    private static List<ToEndpoint> toEndpoint(Random random) {
        Address owner = address(random);
        Attachment from = attachment(random);
        Optional<Signal> signal = random.nextBoolean()
                ? Optional.of(new Signal(random.nextFloat(), random.nextFloat()))
                : Optional.empty();
        Optional<Attachment> on = random.nextBoolean() ? Optional.of(from) : Optional.empty();
        Digest hash = new Digest(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
        List<ToEndpoint> records = new ArrayList<>();
        records.add(new ToEndpoint.Inbound(owner, from, random.nextInt(129), signal, random.nextInt(), raw(random)));
        records.add(new ToEndpoint.Sent(
                owner, random.nextLong(), hash, random.nextInt(129), on, random.nextLong(), random.nextLong()));
        records.add(new ToEndpoint.NoPath(owner, random.nextLong()));
        records.add(new ToEndpoint.InterfaceGone(owner, random.nextLong()));
        records.add(new ToEndpoint.Full(owner, random.nextLong()));
        records.add(
                new ToEndpoint.PathKnown(owner, address(random), random.nextInt(129), raw(random), random.nextLong()));
        records.add(new ToEndpoint.PathRequested(owner, from));
        return records;
    }

    private static List<ToRouter> toRouter(Random random) {
        Address owner = address(random);
        Optional<Attachment> on = random.nextBoolean() ? Optional.of(attachment(random)) : Optional.empty();
        return List.of(
                new ToRouter.Outbound(owner, random.nextLong(), on, raw(random)),
                new ToRouter.PathWanted(owner, address(random)),
                new ToRouter.Host(owner, random.nextLong()),
                new ToRouter.Withdraw(owner, random.nextLong()));
    }

    private static Address address(Random random) {
        return new Address(random.nextLong(), random.nextLong());
    }

    private static Attachment attachment(Random random) {
        return new Attachment(address(random), random.nextLong(), random.nextInt());
    }

    private static byte[] raw(Random random) {
        byte[] raw = new byte[random.nextInt(600)];
        random.nextBytes(raw);
        return raw;
    }
}
