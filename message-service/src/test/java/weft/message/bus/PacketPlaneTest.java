package weft.message.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final SlowChannel<byte[]> outbound = new SlowChannel<>(PacketPlane.class, Channels.PACKETS_OUTBOUND);
    private final SlowChannel<byte[]> pathWanted = new SlowChannel<>(PacketPlane.class, Channels.PATH_WANTED);
    private final SlowChannel<byte[]> hosted = new SlowChannel<>(PacketPlane.class, Channels.HOSTED_DESTINATIONS);
    private final PacketPlane plane =
            new PacketPlane(outbound.emitter(), pathWanted.emitter(), hosted.emitter(), metrics);

    @ParameterizedTest
    @ValueSource(strings = {Channels.PACKETS_OUTBOUND, Channels.PATH_WANTED, Channels.HOSTED_DESTINATIONS})
    void aRecordPastTheBoundIsDroppedAndCountedUntilThereIsRoom(String channel) {
        ToRouter record = record(channel);
        for (int i = 0; i < PacketPlane.BUFFER; i++) {
            assertThat(plane.offer(record)).isTrue();
        }

        assertThat(plane.offer(record)).isFalse();
        assertThat(metrics.get("weft_message_bus_dropped")
                        .tag("reason", "full")
                        .counter()
                        .count())
                .isOne();
        assertThat(waiting(channel)).isEqualTo(PacketPlane.BUFFER);

        slow(channel).takeOne();
        assertThat(waiting(channel)).isEqualTo(PacketPlane.BUFFER - 1);
        assertThat(plane.offer(record)).isTrue();
        assertThat(plane.offer(record)).isFalse();
    }

    @Test
    void aRecordThatIsTooOldIsDroppedByItsReceiverAndCounted() {
        List<ToEndpoint> received = new ArrayList<>();
        plane.connect(received::add);
        ToEndpoint asked = new ToEndpoint.PathRequested(OWNER, new InterfaceRef(OWNER, 1, 1));
        long now = System.currentTimeMillis();
        plane.pathRequested(HostingCodec.encode(asked, now));
        plane.pathRequested(HostingCodec.encode(asked, now - BusRecord.LINK_LIFETIME_MILLIS - 1));
        assertThat(received).containsExactly(asked);
        assertThat(metrics.get("weft_message_bus_dropped")
                        .tag("reason", "stale")
                        .counter()
                        .count())
                .isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {Channels.PACKETS_OUTBOUND, Channels.PATH_WANTED, Channels.HOSTED_DESTINATIONS})
    void aRecordThatTheBrokerGivesUpIsCounted(String channel) {
        plane.offer(record(channel));
        slow(channel).giveUpOne();

        assertThat(waiting(channel)).isZero();
        assertThat(metrics.get("weft_message_bus_given_up")
                        .tag("channel", channel)
                        .counter()
                        .count())
                .isOne();
    }

    private double waiting(String channel) {
        return metrics.get("weft_message_bus_waiting")
                .tag("channel", channel)
                .gauge()
                .value();
    }

    private SlowChannel<byte[]> slow(String channel) {
        return switch (channel) {
            case Channels.PACKETS_OUTBOUND -> outbound;
            case Channels.PATH_WANTED -> pathWanted;
            default -> hosted;
        };
    }

    private static ToRouter record(String channel) {
        return switch (channel) {
            case Channels.PACKETS_OUTBOUND -> new ToRouter.Outbound(OWNER, 1, Optional.empty(), new byte[1]);
            case Channels.PATH_WANTED -> new ToRouter.PathWanted(OWNER, OWNER);
            default -> new ToRouter.Host(OWNER, 1);
        };
    }
}
