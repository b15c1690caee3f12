package weft.transport.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import weft.events.AnnounceHeard;
import weft.events.Channels;
import weft.events.HostingWanted;
import weft.events.InterfaceStatus;
import weft.service.test.SlowChannel;

/** The bound of each channel of the event plane, while its consumer takes nothing. */
class MeshEventsTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final SlowChannel<AnnounceHeard> announces = new SlowChannel<>(MeshEvents.class, Channels.ANNOUNCES_HEARD);
    private final SlowChannel<InterfaceStatus> interfaces =
            new SlowChannel<>(MeshEvents.class, Channels.INTERFACE_STATUS);
    private final SlowChannel<HostingWanted> hosting = new SlowChannel<>(MeshEvents.class, Channels.HOSTING_WANTED);
    private final MeshEvents events =
            new MeshEvents(announces.emitter(), interfaces.emitter(), hosting.emitter(), metrics);

    @Test
    void anAnnouncePastTheBoundIsDroppedAndCountedUntilThereIsRoom() {
        fills(announces, Channels.ANNOUNCES_HEARD, () -> events.heard(announce()));
    }

    @Test
    void aStatusPastTheBoundIsDroppedAndCountedUntilThereIsRoom() {
        fills(
                interfaces,
                Channels.INTERFACE_STATUS,
                () -> events.status(new InterfaceStatus("hub", false, "It ended.")));
    }

    @Test
    void aQuestionPastTheBoundIsDroppedAndCountedUntilThereIsRoom() {
        fills(hosting, Channels.HOSTING_WANTED, () -> events.runs(new HostingWanted("00", 1, false)));
    }

    private void fills(SlowChannel<?> channel, String name, Runnable send) {
        for (int i = 0; i < MeshEvents.BUFFER; i++) {
            send.run();
        }
        assertThat(dropped()).isZero();

        send.run();

        assertThat(dropped()).isOne();
        assertThat(waiting(name)).isEqualTo(MeshEvents.BUFFER);
        channel.takeOne();
        send.run();
        assertThat(dropped()).isOne();
        assertThat(waiting(name)).isEqualTo(MeshEvents.BUFFER);
    }

    private double dropped() {
        return metrics.get("weft_transport_events_dropped").counter().count();
    }

    private double waiting(String channel) {
        return metrics.get("weft_transport_bus_waiting")
                .tag("channel", channel)
                .gauge()
                .value();
    }

    private static AnnounceHeard announce() {
        return new AnnounceHeard(
                "00", "00", "lxmf.delivery", new byte[64], null, new byte[0], 1, "hub", false, 1, Instant.EPOCH);
    }
}
