package weft.message.hosting.endpoint;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.endpoint.DeliverySink;
import weft.lxmf.endpoint.LxmfEndpoint;
import weft.message.domain.MemberIdentity;
import weft.message.store.Deliveries.Delivery;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.hosting.HostedRole;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;

/** A member's LXMF address: its machine, and what is known of the messages that it has. Methods for other threads say so. */
public final class MemberEndpoint implements HostedEndpoint {

    /** Withdrawn messages that are kept in mind until they come from the queue; past that the oldest is forgotten. */
    static final int WITHDRAWN_BOUND = 256;

    /** Most messages that come from the queue at once. */
    public static final int BATCH = 100;

    private static final int ROOM_FOR_A_BATCH = DeliverySettings.DEFAULT.queueMessages() - BATCH;

    private volatile MemberIdentity identity;
    private final long epoch;
    private final LxmfEndpoint machine;
    private final DeliverySink sink;
    private final Map<Digest, UnderWay> underWay = new ConcurrentHashMap<>();
    private final SequencedSet<Digest> withdrawn = new LinkedHashSet<>();
    private final Set<Long> leaving = new HashSet<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private boolean left;
    private long progressTold = Long.MIN_VALUE;

    /**
     * @param epoch of the identity's shard
     * @param actions what the machine's records and events lead to
     */
    public MemberEndpoint(MemberIdentity identity, long epoch, LxmfEndpoint machine, Actions actions) {
        this.identity = identity;
        this.epoch = epoch;
        this.machine = machine;
        this.sink = new DeliverySink() {
            @Override
            public void send(ToRouter message) {
                actions.send(MemberEndpoint.this, message);
            }

            @Override
            public void emit(DeliveryEvent event) {
                actions.happened(MemberEndpoint.this, event);
            }
        };
    }

    /**
     * A message that the machine has.
     *
     * @param delivery its row as it was taken
     * @param givesTicket whether it gives its recipient a ticket
     * @param attempts that its row has been told of
     */
    public record UnderWay(Delivery delivery, boolean givesTicket, int attempts) {

        public UnderWay(Delivery delivery, boolean givesTicket) {
            this(delivery, givesTicket, delivery.attempts());
        }

        private UnderWay attempted(int more) {
            return new UnderWay(delivery, givesTicket, more);
        }
    }

    /** What the machine's records and events lead to; called on the context, during a call of the machine. */
    public interface Actions {
        void send(MemberEndpoint endpoint, ToRouter message);

        void happened(MemberEndpoint endpoint, DeliveryEvent event);
    }

    public MemberIdentity identity() {
        return identity;
    }

    /** The member changed settings that the machine need not be made anew for. */
    public void update(MemberIdentity changed) {
        identity = changed;
    }

    /** The rows of all messages that the machine has. From any thread. */
    public Collection<Delivery> underWay() {
        return underWay.values().stream().map(UnderWay::delivery).toList();
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public Address address() {
        return identity.address();
    }

    @Override
    public int shard() {
        return identity.shard();
    }

    @Override
    public HostedRole role() {
        return HostedRole.MEMBER;
    }

    @Override
    public void receive(long now, ToEndpoint message) {
        if (!left) {
            machine.receive(now, message, sink);
        } else if (message instanceof ToEndpoint.Outcome outcome
                && leaving.remove(outcome.ref())
                && leaving.isEmpty()) {
            gone.complete(null);
        }
    }

    @Override
    public void wallClockSet(long now, long unixSeconds) {
        handle(now, new DeliveryCommand.WallClock(unixSeconds));
    }

    /** Gives the machine a command. */
    public void handle(long now, DeliveryCommand command) {
        if (!left) {
            machine.handle(now, command, sink);
        }
    }

    @Override
    public void onDeadline(long now) {
        if (!left) {
            machine.onDeadline(now, sink);
        }
    }

    @Override
    public long nextDeadline() {
        return left ? Long.MAX_VALUE : machine.nextDeadline();
    }

    /** As every endpoint; the messages that the machine has are submitted to the next one. */
    @Override
    public CompletableFuture<Void> leave(long now) {
        if (!left) {
            machine.leave(now, new DeliverySink() {
                @Override
                public void send(ToRouter message) {
                    if (message instanceof ToRouter.Outbound outbound) {
                        leaving.add(outbound.ref());
                    }
                    sink.send(message);
                }

                @Override
                public void emit(DeliveryEvent event) {
                    sink.emit(event);
                }
            });
            left = true;
            if (leaving.isEmpty()) {
                gone.complete(null);
            }
        }
        return gone;
    }

    /**
     * Hands a message to the machine; what it says of it belongs to this row. One that its sender withdrew while it was on
     * its way here is not taken.
     */
    public void submit(long now, UnderWay row, DeliveryCommand.Submit submit) {
        Digest message = submit.message().id();
        underWay.put(message, row);
        if (withdrawn.remove(message)) {
            sink.emit(new DeliveryEvent.NotTaken(message));
        } else {
            handle(now, submit);
        }
    }

    /** Its sender withdrew a message, which may still be between the queue and here. */
    public void withdraw(long now, Digest message) {
        if (underWay.containsKey(message)) {
            handle(now, new DeliveryCommand.Cancel(message));
            return;
        }
        withdrawn.add(message);
        if (withdrawn.size() > WITHDRAWN_BOUND) {
            withdrawn.removeFirst();
        }
    }

    /** The row of a withdrawn message is gone from the queue: nothing of it can come any more. */
    public void rowRemoved(long now, Digest message) {
        withdrawn.remove(message);
        handle(now, new DeliveryCommand.Cancel(message));
    }

    /** The row of a message that the machine has, or null. From any thread. */
    public Delivery sent(Digest message) {
        UnderWay known = underWay.get(message);
        return known == null ? null : known.delivery();
    }

    /** Whether a message that the machine has gives its recipient a ticket. From any thread. */
    public boolean givesTicket(Digest message) {
        UnderWay known = underWay.get(message);
        return known != null && known.givesTicket();
    }

    /**
     * A message has been tried that often.
     *
     * @return whether its row says less so far
     */
    public boolean attempted(Digest message, int attempts) {
        UnderWay known = underWay.get(message);
        if (known == null || known.attempts() >= attempts) {
            return false;
        }
        underWay.put(message, known.attempted(attempts));
        return true;
    }

    /**
     * The machine has forgotten the message.
     *
     * @return whether it takes a batch again, which it did not before
     */
    public boolean done(Digest message) {
        return underWay.remove(message) != null && underWay.size() == ROOM_FOR_A_BATCH;
    }

    /** Whether the machine might not take another batch of messages. From any thread. */
    public boolean isFull() {
        return underWay.size() > ROOM_FOR_A_BATCH;
    }

    /** Whether progress may be told again: not more often than the interval, in nanoseconds. */
    public boolean mayTellProgress(long interval) {
        long now = System.nanoTime();
        if (progressTold != Long.MIN_VALUE && now - progressTold < interval) {
            return false;
        }
        progressTold = now;
        return true;
    }
}
