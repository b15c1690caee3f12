package weft.lxmf.endpoint;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;
import weft.lxmf.delivery.DeliveryActions;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliverySettings;
import weft.reticulum.Address;
import weft.reticulum.Entropy;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.endpoint.Endpoint;
import weft.reticulum.endpoint.EndpointCommand;
import weft.reticulum.endpoint.EndpointEvent;
import weft.reticulum.endpoint.EndpointLimits;
import weft.reticulum.endpoint.EndpointOptions;
import weft.reticulum.endpoint.EndpointSink;
import weft.reticulum.endpoint.RetainedRatchets;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.identity.PrivateIdentity;

/**
 * The one machine that a host drives for an identity's LXMF address: its Endpoint, and its deliveries on top.
 *
 * <p>Owned by one thread. Times are the owner's monotonic nanoseconds. After each call the host looks at
 * {@link #nextDeadline()} and sees to it that {@link #onDeadline} is called then.
 */
public final class LxmfEndpoint {

    private final Endpoint endpoint;
    private final LxmfDelivery router;
    private final Deque<EndpointEvent> events = new ArrayDeque<>();
    private final Deque<EndpointCommand> commands = new ArrayDeque<>();
    private DeliverySink sink;

    private final EndpointSink fromEndpoint = new EndpointSink() {
        @Override
        public void send(ToRouter record) {
            sink.send(record);
        }

        @Override
        public void emit(EndpointEvent event) {
            events.add(event);
        }
    };

    private final DeliveryActions fromRouter = new DeliveryActions() {
        @Override
        public void command(EndpointCommand command) {
            commands.add(command);
        }

        @Override
        public void emit(DeliveryEvent event) {
            sink.emit(event);
        }
    };

    /**
     * Hosts {@code lxmf.delivery} of an identity. Nothing is sent before the first command.
     *
     * @param ratchets the own ratchets as they were stored
     * @param options of the Endpoint; its largest resource does not count, because {@code settings} say what is taken in
     * @param now monotonic nanoseconds
     * @param unixSeconds the wall clock at that time
     */
    public LxmfEndpoint(
            PrivateIdentity identity,
            RetainedRatchets ratchets,
            EndpointOptions options,
            DeliverySettings settings,
            Entropy entropy,
            RandomGenerator random,
            long now,
            long unixSeconds) {
        this.endpoint = new Endpoint(
                identity, DestinationName.LXMF_DELIVERY, ratchets, offeringAll(options, settings), entropy, random);
        this.router = new LxmfDelivery(endpoint.destination(), settings, entropy, random, now, unixSeconds);
    }

    /** Resources of any size are offered, so that a refusal can say what the size was. */
    private static EndpointOptions offeringAll(EndpointOptions options, DeliverySettings settings) {
        EndpointLimits limits = options.limits();
        return new EndpointOptions(
                true,
                true,
                0,
                options.ratchetsOnly(),
                options.ratchetIntervalSeconds(),
                options.linkMtu(),
                options.linkProofDelayNanos(),
                new EndpointLimits(
                        limits.ownLinks(),
                        limits.peerLinks(),
                        limits.unprovenPackets(),
                        limits.unprovenPerLink(),
                        limits.outgoingPerLink(),
                        limits.incomingPerLink(),
                        Long.MAX_VALUE,
                        Math.max(limits.storedBytes(), settings.assemblyBytes()),
                        limits.requestsPerLink(),
                        limits.channelMessages(),
                        limits.rememberedPackets()));
    }

    /** The LXMF address: owner of every record, destination of every message that comes in. */
    public Address address() {
        return endpoint.destination();
    }

    /** Something from the Router. */
    public void receive(long now, ToEndpoint record, DeliverySink out) {
        sink = out;
        endpoint.receive(now, record, fromEndpoint);
        settle(now);
    }

    /** Something the host wants. */
    public void handle(long now, DeliveryCommand command, DeliverySink out) {
        sink = out;
        router.handle(now, command, fromRouter);
        settle(now);
    }

    /**
     * Tells the other end of each link that it has ended. What is under way stays as it is for the host, which submits it again to the
     * machine that comes next; this one is not to be called any more.
     */
    public void leave(long now, DeliverySink out) {
        sink = out;
        endpoint.handle(now, new EndpointCommand.CloseLinks(), fromEndpoint);
        events.clear();
    }

    /** Does what is due. Calling early or twice is harmless. */
    public void onDeadline(long now, DeliverySink out) {
        sink = out;
        endpoint.onDeadline(now, fromEndpoint);
        settle(now);
        router.onDeadline(now, fromRouter);
        settle(now);
    }

    /** When {@link #onDeadline} has something to do; {@link Long#MAX_VALUE} when never. */
    public long nextDeadline() {
        return Math.min(endpoint.nextDeadline(), router.nextDeadline());
    }

    /** Unfinished outbound messages, at most {@link DeliverySettings#queueMessages()}. */
    public int queuedMessages() {
        return router.queuedMessages();
    }

    /** Bytes of unfinished outbound messages, at most {@link DeliverySettings#queueBytes()} unless a single one is larger. */
    public long queuedBytes() {
        return router.queuedBytes();
    }

    /** Bytes of transfers that are coming in, at most {@link DeliverySettings#assemblyBytes()} unless a single one is larger. */
    public long arrivingBytes() {
        return router.arrivingBytes();
    }

    /** Links that are open or being opened. */
    public int links() {
        return endpoint.links();
    }

    /** Carries events up and commands down until neither machine has anything to say. */
    private void settle(long now) {
        while (!events.isEmpty() || !commands.isEmpty()) {
            while (!commands.isEmpty()) {
                endpoint.handle(now, commands.poll(), fromEndpoint);
            }
            if (!events.isEmpty()) {
                router.onEvent(now, events.poll(), fromRouter);
            }
        }
    }
}
