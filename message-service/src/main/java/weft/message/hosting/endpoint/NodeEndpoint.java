package weft.message.hosting.endpoint;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import weft.message.domain.MemberIdentity;
import weft.reticulum.Address;
import weft.reticulum.Entropy;
import weft.reticulum.Rejection;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.endpoint.Endpoint;
import weft.reticulum.endpoint.EndpointCommand;
import weft.reticulum.endpoint.EndpointEvent;
import weft.reticulum.endpoint.EndpointLimits;
import weft.reticulum.endpoint.EndpointOptions;
import weft.reticulum.endpoint.EndpointSink;
import weft.reticulum.endpoint.ProofTicket;
import weft.reticulum.endpoint.RetainedRatchets;
import weft.reticulum.hosting.HostedRole;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.identity.PrivateIdentity;

/**
 * The node's own address: it answers probes, as the Router's does, but from behind the bus. A proof from here says that the whole way to
 * the members' addresses works, not that the Router does.
 *
 * <p>It is announced to whoever asks for the way to it, and else not. At most {@value #PROBES_PER_SECOND} probes are answered in a
 * second. Links are not accepted, nor is anything kept of what comes.
 */
public final class NodeEndpoint implements HostedEndpoint {

    /** Probes that are answered in a second. */
    static final int PROBES_PER_SECOND = 10;

    /** What it asks of the mesh's links and resources: nothing. */
    private static final EndpointOptions OPTIONS =
            new EndpointOptions(false, false, 0, false, 0, 500, 0, EndpointLimits.DEFAULT);

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Endpoint machine;
    private final long epoch;
    private final Actions actions;
    private final Deque<EndpointEvent> events = new ArrayDeque<>();
    private long windowStart = Long.MIN_VALUE;
    private int inWindow;
    private long announces;
    private boolean left;

    private final EndpointSink sink = new EndpointSink() {
        @Override
        public void send(ToRouter record) {
            actions.send(NodeEndpoint.this, record);
        }

        @Override
        public void emit(EndpointEvent event) {
            events.add(event);
        }
    };

    /**
     * @param keys of the node
     * @param epoch of the address's shard
     * @param entropy of its announces
     */
    public NodeEndpoint(PrivateIdentity keys, long epoch, Entropy entropy, Actions actions) {
        this.machine = new Endpoint(
                keys,
                DestinationName.PROBE,
                RetainedRatchets.NONE,
                OPTIONS,
                entropy,
                RandomGenerator.of("L64X128MixRandom"));
        this.epoch = epoch;
        this.actions = actions;
    }

    /** What its records and events lead to; called on the context, during a call of the endpoint. */
    public interface Actions {

        /** A record for the Router. */
        void send(NodeEndpoint endpoint, ToRouter record);

        /** The wall clock, in seconds since 1970, which an announce carries. */
        long unixSeconds();

        /** Something was dropped. */
        void dropped(Rejection reason);

        /** A probe past the bound was left without an answer. */
        void probeUnanswered();
    }

    @Override
    public Address address() {
        return machine.destination();
    }

    @Override
    public int shard() {
        return MemberIdentity.shardOf(machine.destination());
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public HostedRole role() {
        return HostedRole.NODE;
    }

    @Override
    public void receive(long now, ToEndpoint message) {
        if (!left) {
            machine.receive(now, message, sink);
            settle(now);
        }
    }

    /** Nothing in it goes by the wall clock: an announce is told the time when it is made. */
    @Override
    public void wallClockSet(long now, long unixSeconds) {}

    @Override
    public void onDeadline(long now) {
        if (!left) {
            machine.onDeadline(now, sink);
            settle(now);
        }
    }

    @Override
    public long nextDeadline() {
        return left ? Long.MAX_VALUE : machine.nextDeadline();
    }

    /** There are no links to close. */
    @Override
    public CompletableFuture<Void> leave(long now) {
        left = true;
        return CompletableFuture.completedFuture(null);
    }

    private void settle(long now) {
        while (!events.isEmpty()) {
            switch (events.poll()) {
                case EndpointEvent.PacketReceived probe -> answer(now, probe.ticket());
                case EndpointEvent.DuplicateReceived(ProofTicket again) -> answer(now, again);
                case EndpointEvent.PathRequested(var on) ->
                    machine.handle(
                            now,
                            new EndpointCommand.Announce(
                                    ++announces, actions.unixSeconds(), new byte[0], Optional.of(on)),
                            sink);
                case EndpointEvent.Dropped(Rejection reason) -> actions.dropped(reason);
                default -> {
                    // What became of an announce: who wants one that was lost asks again.
                }
            }
        }
    }

    private void answer(long now, ProofTicket probe) {
        if (windowStart == Long.MIN_VALUE || now - windowStart >= SECOND) {
            windowStart = now;
            inWindow = 0;
        }
        if (++inWindow > PROBES_PER_SECOND) {
            actions.probeUnanswered();
        } else {
            machine.handle(now, new EndpointCommand.Prove(probe), sink);
        }
    }
}
