package weft.transport.bus;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import weft.events.Channels;
import weft.events.RecordKey;
import weft.reticulum.Decoded;
import weft.reticulum.hosting.BusRecord;
import weft.reticulum.hosting.HostingCodec;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.service.bus.OutgoingChannel;

/**
 * The Router's side of the packet plane: bytes on the bus to and from hosting records.
 *
 * <p>At most once. Each outgoing channel holds {@link #BUFFER} records; past that the record is dropped and counted, and an
 * inbound packet counts as never received. Incoming records that can't be decoded or are stale are dropped and counted.
 */
@ApplicationScoped
public class PacketPlane {

    /** Records that one channel holds for a slow consumer. */
    static final int BUFFER = 4096;

    private static final String SERVICE = "transport";

    private static final String DROPPED = "weft_transport_bus_dropped";

    private final OutgoingChannel<byte[]> inbound;
    private final OutgoingChannel<byte[]> outcomes;
    private final OutgoingChannel<byte[]> pathKnown;
    private final OutgoingChannel<byte[]> pathRequested;
    private final Counter stale;
    private final Counter broken;

    private volatile Consumer<ToRouter> router = _ -> {};
    private volatile Runnable hostingHeard = () -> {};

    PacketPlane(
            @Channel(Channels.PACKETS_INBOUND) @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    Emitter<byte[]> inbound,
            @Channel(Channels.PACKET_OUTCOMES) @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    Emitter<byte[]> outcomes,
            @Channel(Channels.PATH_KNOWN) @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    Emitter<byte[]> pathKnown,
            @Channel(Channels.PATH_REQUESTED) @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    Emitter<byte[]> pathRequested,
            MeterRegistry metrics) {
        Counter full = metrics.counter(DROPPED, "reason", "full");
        this.inbound = new OutgoingChannel<>(SERVICE, Channels.PACKETS_INBOUND, inbound, BUFFER, full, metrics);
        this.outcomes = new OutgoingChannel<>(SERVICE, Channels.PACKET_OUTCOMES, outcomes, BUFFER, full, metrics);
        this.pathKnown = new OutgoingChannel<>(SERVICE, Channels.PATH_KNOWN, pathKnown, BUFFER, full, metrics);
        this.pathRequested =
                new OutgoingChannel<>(SERVICE, Channels.PATH_REQUESTED, pathRequested, BUFFER, full, metrics);
        this.stale = metrics.counter(DROPPED, "reason", "stale");
        this.broken = metrics.counter(DROPPED, "reason", "undecodable");
    }

    /** Where records for the Router go. Until it is set they are dropped: there is no mesh yet. */
    public void connect(Consumer<ToRouter> router) {
        this.router = router;
    }

    /** Puts a record on the bus; false when its channel is full. From any thread. */
    public boolean offer(ToEndpoint message) {
        OutgoingChannel<byte[]> channel =
                switch (message) {
                    case ToEndpoint.Inbound _ -> inbound;
                    case ToEndpoint.Outcome _ -> outcomes;
                    case ToEndpoint.PathKnown _ -> pathKnown;
                    case ToEndpoint.PathRequested _ -> pathRequested;
                };
        byte[] record = HostingCodec.encode(message, System.currentTimeMillis());
        return channel.offer(record, Metadata.of(new RecordKey(message.owner().toString())));
    }

    @Incoming(Channels.PACKETS_OUTBOUND)
    void outbound(byte[] bytes) {
        deliver(bytes);
    }

    @Incoming(Channels.PATH_WANTED)
    void pathWanted(byte[] bytes) {
        deliver(bytes);
    }

    /** What to do whenever somebody tells what is hosted: for each record, so it has to be cheap. */
    public void onHosting(Runnable heard) {
        hostingHeard = heard;
    }

    @Incoming(Channels.HOSTED_DESTINATIONS)
    void hosted(byte[] bytes) {
        deliver(bytes);
        hostingHeard.run();
    }

    private void deliver(byte[] bytes) {
        switch (HostingCodec.decodeToRouter(bytes)) {
            case Decoded.Value<BusRecord<ToRouter>>(BusRecord<ToRouter> message) -> {
                if (message.isStale(System.currentTimeMillis())) {
                    stale.increment();
                } else {
                    router.accept(message.content());
                }
            }
            case Decoded.Rejected<BusRecord<ToRouter>> _ -> broken.increment();
        }
    }
}
