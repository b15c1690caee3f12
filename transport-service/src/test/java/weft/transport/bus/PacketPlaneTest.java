package weft.transport.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.events.Channels;
import weft.reticulum.Address;
import weft.reticulum.hosting.BusRecord;
import weft.reticulum.hosting.HostingCodec;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;

/** The bound of each outgoing channel of the packet plane, while its consumer takes nothing. */
class PacketPlaneTest {

    private static final Address OWNER = new Address(1, 1);
    private static final InterfaceRef LINE = new InterfaceRef(OWNER, 1, 1);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Map<String, SlowChannel<byte[]>> channels = Stream.of(
                    Channels.PACKETS_INBOUND, Channels.PACKET_OUTCOMES, Channels.PATH_KNOWN, Channels.PATH_REQUESTED)
            .collect(Collectors.toMap(Function.identity(), name -> new SlowChannel<>(PacketPlane.class, name)));
    private final PacketPlane plane = new PacketPlane(
            channels.get(Channels.PACKETS_INBOUND).emitter(),
            channels.get(Channels.PACKET_OUTCOMES).emitter(),
            channels.get(Channels.PATH_KNOWN).emitter(),
            channels.get(Channels.PATH_REQUESTED).emitter(),
            metrics);

    @ParameterizedTest
    @ValueSource(
            strings = {Channels.PACKETS_INBOUND, Channels.PACKET_OUTCOMES, Channels.PATH_KNOWN, Channels.PATH_REQUESTED
            })
    void aRecordPastTheBoundIsDroppedAndCountedUntilThereIsRoom(String channel) {
        ToEndpoint record = record(channel);
        for (int i = 0; i < PacketPlane.BUFFER; i++) {
            assertThat(plane.offer(record)).isTrue();
        }

        assertThat(plane.offer(record)).isFalse();
        assertThat(metrics.get("weft_transport_bus_dropped")
                        .tag("reason", "full")
                        .counter()
                        .count())
                .isOne();
        assertThat(waiting(channel)).isEqualTo(PacketPlane.BUFFER);

        channels.get(channel).takeOne();
        assertThat(waiting(channel)).isEqualTo(PacketPlane.BUFFER - 1);
        assertThat(plane.offer(record)).isTrue();
        assertThat(plane.offer(record)).isFalse();
    }

    @Test
    void aRecordThatIsTooOldIsDroppedByItsReceiverAndCounted() {
        List<ToRouter> received = new ArrayList<>();
        plane.connect(received::add);
        ToRouter wanted = new ToRouter.PathWanted(OWNER, OWNER);
        ToRouter hosted = new ToRouter.Host(OWNER, 1);
        long now = System.currentTimeMillis();
        plane.pathWanted(HostingCodec.encode(wanted, now));
        plane.pathWanted(HostingCodec.encode(wanted, now - BusRecord.LINK_LIFETIME_MILLIS - 1));
        plane.hosted(HostingCodec.encode(hosted, now - BusRecord.LINK_LIFETIME_MILLIS - 1));
        plane.hosted(HostingCodec.encode(hosted, now - BusRecord.DATA_LIFETIME_MILLIS - 1));
        assertThat(received).containsExactly(wanted, hosted);
        assertThat(metrics.get("weft_transport_bus_dropped")
                        .tag("reason", "stale")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {Channels.PACKETS_INBOUND, Channels.PACKET_OUTCOMES, Channels.PATH_KNOWN, Channels.PATH_REQUESTED
            })
    void aRecordThatTheBrokerGivesUpIsCounted(String channel) {
        plane.offer(record(channel));
        channels.get(channel).giveUpOne();

        assertThat(waiting(channel)).isZero();
        assertThat(metrics.get("weft_transport_bus_given_up")
                        .tag("channel", channel)
                        .counter()
                        .count())
                .isOne();
    }

    private double waiting(String channel) {
        return metrics.get("weft_transport_bus_waiting")
                .tag("channel", channel)
                .gauge()
                .value();
    }

    private static ToEndpoint record(String channel) {
        return switch (channel) {
            case Channels.PACKETS_INBOUND -> new ToEndpoint.Inbound(OWNER, LINE, 1, Optional.empty(), 500, new byte[1]);
            case Channels.PACKET_OUTCOMES -> new ToEndpoint.NoPath(OWNER, 1);
            case Channels.PATH_KNOWN -> new ToEndpoint.PathKnown(OWNER, OWNER, 1, new byte[1], 1);
            default -> new ToEndpoint.PathRequested(OWNER, LINE);
        };
    }
}
