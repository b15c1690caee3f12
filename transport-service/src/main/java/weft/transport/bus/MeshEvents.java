package weft.transport.bus;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import weft.events.AnnounceHeard;
import weft.events.Channels;
import weft.events.HostingWanted;
import weft.events.InterfaceStatus;

/**
 * What the mesh side tells the other services on the event plane.
 *
 * <p>Announces repeat by nature, so they need no outbox: one that finds its channel full is dropped and counted, and the
 * next announce of that destination, or a path request, makes up for it.
 */
@ApplicationScoped
public class MeshEvents {

    /** Events that one channel holds for a slow consumer. */
    static final int BUFFER = 4096;

    private final Emitter<AnnounceHeard> announces;
    private final Emitter<InterfaceStatus> interfaces;
    private final Emitter<HostingWanted> hosting;
    private final Counter dropped;

    MeshEvents(
            @Channel(Channels.ANNOUNCES_HEARD) @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    Emitter<AnnounceHeard> announces,
            @Channel(Channels.INTERFACE_STATUS) @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    Emitter<InterfaceStatus> interfaces,
            @Channel(Channels.HOSTING_WANTED) @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    Emitter<HostingWanted> hosting,
            MeterRegistry metrics) {
        this.announces = announces;
        this.interfaces = interfaces;
        this.hosting = hosting;
        this.dropped = metrics.counter("weft_transport_events_dropped");
    }

    /** Tells of an announce. From any thread. */
    public void heard(AnnounceHeard announce) {
        send(announces, announce);
    }

    /** Tells of an interface that went up or down. From any thread. */
    public void status(InterfaceStatus status) {
        send(interfaces, status);
    }

    /** Asks which destinations are hosted. From any thread. */
    public void ask(HostingWanted question) {
        send(hosting, question);
    }

    private <T> void send(Emitter<T> channel, T event) {
        try {
            channel.send(event);
        } catch (IllegalStateException overflow) {
            dropped.increment();
        }
    }
}
