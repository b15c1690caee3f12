package weft.transport.bus;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import weft.events.AnnounceHeard;
import weft.events.Channels;
import weft.events.HostingWanted;
import weft.events.InterfaceStatus;
import weft.service.bus.OutgoingChannel;

/**
 * What the mesh side tells the other services on the event plane.
 *
 * <p>Each channel holds {@link #BUFFER} events; past that an event is dropped and counted. Announces repeat by nature, so they
 * need no outbox: the next announce of that destination, or a path request, makes up for one. So do the next change of an
 * interface and the next question.
 */
@ApplicationScoped
public class MeshEvents {

    /** Events that one channel holds for a slow consumer. */
    static final int BUFFER = 4096;

    private static final String SERVICE = "transport";

    private final OutgoingChannel<AnnounceHeard> announces;
    private final OutgoingChannel<InterfaceStatus> interfaces;
    private final OutgoingChannel<HostingWanted> hosting;

    MeshEvents(
            @Channel(Channels.ANNOUNCES_HEARD) @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    Emitter<AnnounceHeard> announces,
            @Channel(Channels.INTERFACE_STATUS) @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    Emitter<InterfaceStatus> interfaces,
            @Channel(Channels.HOSTING_WANTED) @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    Emitter<HostingWanted> hosting,
            MeterRegistry metrics) {
        Counter dropped = metrics.counter("weft_transport_events_dropped");
        this.announces = new OutgoingChannel<>(SERVICE, Channels.ANNOUNCES_HEARD, announces, BUFFER, dropped, metrics);
        this.interfaces =
                new OutgoingChannel<>(SERVICE, Channels.INTERFACE_STATUS, interfaces, BUFFER, dropped, metrics);
        this.hosting = new OutgoingChannel<>(SERVICE, Channels.HOSTING_WANTED, hosting, BUFFER, dropped, metrics);
    }

    /** Tells of an announce. From any thread. */
    public void heard(AnnounceHeard announce) {
        announces.offer(announce, Metadata.empty());
    }

    /** Tells of an interface that went up or down, or whose clients have changed. From any thread. */
    public void status(InterfaceStatus status) {
        interfaces.offer(status, Metadata.empty());
    }

    /** Says that this router runs, and asks which destinations are hosted. From any thread. */
    public void runs(HostingWanted sign) {
        hosting.offer(sign, Metadata.empty());
    }
}
