package weft.message.bus;

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
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.hosting.BusRecord;
import weft.reticulum.hosting.HostingCodec;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.service.bus.OutgoingChannel;

/**
 * The Endpoints' side of the packet plane: hosting records to and from bytes on the bus.
 *
 * <p>At most once. Each outgoing channel holds {@value #BUFFER} records; past that a record is dropped and counted, which the
 * endpoints meet with a retry. Incoming records that can't be decoded or are stale are dropped and counted.
 */
@ApplicationScoped
public class PacketPlane {

    /** Records that one channel holds for a slow consumer. */
    static final int BUFFER = 4096;

    private static final String SERVICE = "message";

    private static final String DROPPED = "weft_message_bus_dropped";

    private final OutgoingChannel<byte[]> outbound;
    private final OutgoingChannel<byte[]> pathWanted;
    private final OutgoingChannel<byte[]> hosted;
    private final Counter stale;
    private final Counter broken;

    private volatile Consumer<ToEndpoint> endpoints = _ -> {};

    PacketPlane(
            @Channel(Channels.PACKETS_OUTBOUND) @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    Emitter<byte[]> outbound,
            @Channel(Channels.PATH_WANTED) @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    Emitter<byte[]> pathWanted,
            @Channel(Channels.HOSTED_DESTINATIONS) @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    Emitter<byte[]> hosted,
            MeterRegistry metrics) {
        Counter full = metrics.counter(DROPPED, "reason", "full");
        this.outbound = new OutgoingChannel<>(SERVICE, Channels.PACKETS_OUTBOUND, outbound, BUFFER, full, metrics);
        this.pathWanted = new OutgoingChannel<>(SERVICE, Channels.PATH_WANTED, pathWanted, BUFFER, full, metrics);
        this.hosted = new OutgoingChannel<>(SERVICE, Channels.HOSTED_DESTINATIONS, hosted, BUFFER, full, metrics);
        this.stale = metrics.counter(DROPPED, "reason", "stale");
        this.broken = metrics.counter(DROPPED, "reason", "undecodable");
    }

    /** Where records for Endpoints go. Until it is set they are dropped: nobody is hosted yet. */
    public void connect(Consumer<ToEndpoint> endpoints) {
        this.endpoints = endpoints;
    }

    /** Puts a record on the bus; false when its channel is full. From any thread. */
    public boolean offer(ToRouter message) {
        OutgoingChannel<byte[]> channel =
                switch (message) {
                    case ToRouter.Outbound _ -> outbound;
                    case ToRouter.PathWanted _ -> pathWanted;
                    case ToRouter.Host _, ToRouter.Withdraw _ -> hosted;
                };
        byte[] record = HostingCodec.encode(message, System.currentTimeMillis());
        return channel.offer(record, Metadata.of(new RecordKey(key(message).toString())));
    }

    /** What is bound to one router keeps its order there; all else keeps that of whom it is about. */
    private static Address key(ToRouter message) {
        return switch (message) {
            case ToRouter.Outbound outbound ->
                outbound.on().map(InterfaceRef::router).orElse(outbound.owner());
            case ToRouter.PathWanted wanted -> wanted.destination();
            case ToRouter.Host _, ToRouter.Withdraw _ -> message.owner();
        };
    }

    @Incoming(Channels.PACKETS_INBOUND)
    void inbound(byte[] bytes) {
        deliver(bytes);
    }

    @Incoming(Channels.PACKET_OUTCOMES)
    void outcome(byte[] bytes) {
        deliver(bytes);
    }

    @Incoming(Channels.PATH_KNOWN)
    void pathKnown(byte[] bytes) {
        deliver(bytes);
    }

    @Incoming(Channels.PATH_REQUESTED)
    void pathRequested(byte[] bytes) {
        deliver(bytes);
    }

    private void deliver(byte[] bytes) {
        switch (HostingCodec.decodeToEndpoint(bytes)) {
            case Decoded.Value<BusRecord<ToEndpoint>>(BusRecord<ToEndpoint> message) -> {
                if (message.isStale(System.currentTimeMillis())) {
                    stale.increment();
                } else {
                    endpoints.accept(message.content());
                }
            }
            case Decoded.Rejected<BusRecord<ToEndpoint>> _ -> broken.increment();
        }
    }
}
