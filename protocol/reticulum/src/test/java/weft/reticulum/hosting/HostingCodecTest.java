package weft.reticulum.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
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

    /** While two versions run: what names no home reads as before, and nobody takes a home for something else. */
    @Example
    void onlyWhatNamesAHomeIsOfTheNewVersion() {
        Address owner = new Address(1, 2);
        ToRouter plain = new ToRouter.Outbound(owner, 3, Optional.empty(), new byte[] {8, 9});
        byte[] before = HexFormat.of()
                .parseHex("0107" + "0000000000000005" + "00000000000000010000000000000002" + "0000000000000003" + "00"
                        + "0809");
        assertThat(HostingCodec.encode(plain, 5)).isEqualTo(before);

        byte[] bytes = HostingCodec.encode(plain.withHome(new Address(6, 7)), 5);
        assertThat(bytes)
                .isEqualTo(HexFormat.of()
                        .parseHex("0207" + "0000000000000005" + "00000000000000010000000000000002"
                                + "00000000000000060000000000000007" + "0000000000000003" + "00" + "0809"));

        byte[] host = HostingCodec.encode(new ToRouter.Host(owner, 1), 5);
        host[0] = 2;
        assertThat(HostingCodec.decodeToRouter(Arrays.copyOf(host, host.length + Address.LENGTH)))
                .isEqualTo(Decoded.rejected(WireRejection.WRONG_KIND));
    }

    /** A Router of the version before goes on hosting members; what is not a member's it refuses, and hosts it after its upgrade. */
    @Property(tries = 200)
    void aMembersDestinationReadsAsBeforeAndAnothersIsOfAVersionOfItsOwn(
            @ForAll long high, @ForAll long low, @ForAll long epoch) {
        Address owner = new Address(high, low);
        assertThat(HostingCodec.encode(new ToRouter.Host(owner, epoch), 5)).isEqualTo(host("01", owner, "", epoch));
        assertThat(HostingCodec.encode(new ToRouter.Host(owner, epoch, HostedRole.NODE), 5))
                .isEqualTo(host("03", owner, "01", epoch));
    }

    @Property(tries = 500)
    void aRoleThatNobodyKnowsAndARoleOfAnythingButAHostIsRefused(
            @ForAll byte role, @ForAll @IntRange(max = 10) int kind) {
        byte[] bytes = host("03", new Address(1, 2), HexFormat.of().toHexDigits(role), 7);
        bytes[1] = (byte) kind;
        boolean good = kind == 9 && role > 0 && role < HostedRole.values().length;
        assertThat(HostingCodec.decodeToEndpoint(bytes)).isEqualTo(Decoded.rejected(WireRejection.WRONG_KIND));
        assertThat(HostingCodec.decodeToRouter(bytes))
                .isEqualTo(
                        good
                                ? Decoded.value(new BusRecord<>(
                                        5, new ToRouter.Host(new Address(1, 2), 7, HostedRole.values()[role])))
                                : Decoded.rejected(WireRejection.WRONG_KIND));
    }

    @Example
    void aHomeIsAddedOnlyWhereTheRouterIsNotGiven() {
        Address owner = new Address(1, 2);
        Address home = new Address(6, 7);
        Optional<InterfaceRef> on = Optional.of(new InterfaceRef(new Address(8, 8), 1, 1));
        byte[] raw = {0, 0};
        assertThat(new ToRouter.Outbound(owner, 1, Optional.empty(), raw).withHome(home))
                .isEqualTo(new ToRouter.Outbound(owner, 1, Optional.empty(), Optional.of(home), raw));
        assertThat(new ToRouter.PathWanted(owner, owner).withHome(home))
                .isEqualTo(new ToRouter.PathWanted(owner, owner, Optional.of(home)));
        for (ToRouter asItWas : List.of(
                new ToRouter.Outbound(owner, 1, on, raw),
                new ToRouter.Host(owner, 1),
                new ToRouter.Withdraw(owner, 1))) {
            assertThat(asItWas.withHome(home)).isSameAs(asItWas);
        }
    }

    @FuzzTest
    void noBytesMakeTheDecoderThrow(byte[] bytes) {
        HostingCodec.decodeToEndpoint(bytes);
        HostingCodec.decodeToRouter(bytes);
    }

    private static byte[] host(String version, Address owner, String role, long epoch) {
        return HexFormat.of()
                .parseHex(version + "09" + "0000000000000005" + owner + role
                        + HexFormat.of().toHexDigits(epoch));
    }

    private static BusRecord<ToRouter> outbound(Address owner, byte[] raw) {
        return new BusRecord<>(0, new ToRouter.Outbound(owner, 1, Optional.empty(), raw));
    }

    private static List<ToEndpoint> toEndpoint(Random random) {
        Address owner = address(random);
        InterfaceRef from = interfaceRef(random);
        Optional<Signal> signal = random.nextBoolean()
                ? Optional.of(new Signal(random.nextFloat(), random.nextFloat()))
                : Optional.empty();
        Optional<InterfaceRef> on = random.nextBoolean() ? Optional.of(from) : Optional.empty();
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
        Optional<InterfaceRef> on = random.nextBoolean() ? Optional.of(interfaceRef(random)) : Optional.empty();
        Optional<Address> home = random.nextBoolean() ? Optional.of(address(random)) : Optional.empty();
        return List.of(
                new ToRouter.Outbound(owner, random.nextLong(), on, home, raw(random)),
                new ToRouter.PathWanted(owner, address(random), home),
                new ToRouter.Host(owner, random.nextLong()),
                new ToRouter.Host(owner, random.nextLong(), HostedRole.NODE),
                new ToRouter.Withdraw(owner, random.nextLong()));
    }

    private static Address address(Random random) {
        return new Address(random.nextLong(), random.nextLong());
    }

    private static InterfaceRef interfaceRef(Random random) {
        return new InterfaceRef(address(random), random.nextLong(), random.nextInt());
    }

    private static byte[] raw(Random random) {
        byte[] raw = new byte[random.nextInt(600)];
        random.nextBytes(raw);
        return raw;
    }
}
