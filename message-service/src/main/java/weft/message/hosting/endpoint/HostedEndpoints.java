package weft.message.hosting.endpoint;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.Recipient;
import weft.lxmf.ticket.Ticket;
import weft.message.bus.PacketPlane;
import weft.message.hosting.endpoint.MemberEndpoint.UnderWay;
import weft.message.store.Deliveries.Withdrawn;
import weft.reticulum.Address;
import weft.reticulum.endpoint.ProofTicket;
import weft.reticulum.hosting.HostedRole;
import weft.reticulum.hosting.ToEndpoint;

/**
 * Which endpoints this process hosts, and the way to each: spread by their address over as many loops as there are cores. All
 * methods are for any thread and return at once, but {@link #leave}.
 */
@ApplicationScoped
public class HostedEndpoints {

    private static final Logger LOG = Logger.getLogger(HostedEndpoints.class);

    private final EndpointClock clock;
    private final List<EndpointLoop> loops = new ArrayList<>();
    private final Map<Address, HostedEndpoint> hosted = new ConcurrentHashMap<>();
    private final Map<UUID, MemberEndpoint> byIdentity = new ConcurrentHashMap<>();

    HostedEndpoints(Vertx vertx, PacketPlane plane, EndpointClock clock, MeterRegistry metrics) {
        this.clock = clock;
        Counter dropped = metrics.counter("weft_endpoint_loop_dropped");
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
            EndpointLoop loop = new EndpointLoop(vertx, context, clock::nanos, dropped::increment);
            loops.add(loop);
            Gauge.builder("weft_endpoint_loop_posted", loop, EndpointLoop::posted)
                    .tag("loop", Integer.toString(i))
                    .register(metrics);
        }
        Gauge.builder("weft_endpoint_loop_posted_bound", () -> EndpointLoop.BOUND)
                .register(metrics);
        for (HostedRole role : HostedRole.values()) {
            Gauge.builder("weft_endpoints_hosted", () -> count(role))
                    .tag("role", role.name().toLowerCase(Locale.ROOT))
                    .register(metrics);
        }
        plane.connect(this::receive);
    }

    /** How many addresses of that role live in this process now. */
    public int count(HostedRole role) {
        return (int) hosted.values().stream()
                .filter(endpoint -> endpoint.role() == role)
                .count();
    }

    /** All that are hosted now, by address. A view. */
    public Map<Address, HostedEndpoint> all() {
        return Collections.unmodifiableMap(hosted);
    }

    /** The members' that are hosted now. A view. */
    public Map<UUID, MemberEndpoint> ofMembers() {
        return Collections.unmodifiableMap(byIdentity);
    }

    /** A member's, by its address. */
    public Optional<MemberEndpoint> member(Address address) {
        return hosted.get(address) instanceof MemberEndpoint member ? Optional.of(member) : Optional.empty();
    }

    /** A member's, by its identity, where it is here and of this epoch. */
    public Optional<MemberEndpoint> member(UUID identity, long epoch) {
        return Optional.ofNullable(byIdentity.get(identity)).filter(endpoint -> endpoint.epoch() == epoch);
    }

    /**
     * Takes over an endpoint.
     *
     * @param added runs when one that was here under its address has closed its links
     */
    public void add(HostedEndpoint endpoint, Runnable added) {
        hosted.put(endpoint.address(), endpoint);
        if (endpoint instanceof MemberEndpoint member) {
            byIdentity.put(member.identity().id(), member);
        }
        loop(endpoint.address()).add(endpoint, added);
    }

    /**
     * Lets an endpoint go.
     *
     * @param removed runs when it has closed its links, unless another has taken its place meanwhile
     * @return done when it is gone
     */
    public CompletableFuture<Void> remove(Address address, Runnable removed) {
        if (hosted.remove(address) instanceof MemberEndpoint gone) {
            byIdentity.remove(gone.identity().id(), gone);
        }
        return loop(address).remove(address, removed);
    }

    /** Lets all endpoints of these shards go, and waits until they have closed their links, but never longer than {@code most}. */
    public void leave(Set<Integer> shards, Duration most) {
        awaitLeft(
                hosted.values().stream()
                        .filter(endpoint -> shards.contains(endpoint.shard()))
                        .map(endpoint -> remove(endpoint.address(), () -> {})),
                most);
    }

    /** Closes every link and waits until that is on its way, but never longer than {@link EndpointLoop#LEAVE_MILLIS}. */
    public void leave() {
        awaitLeft(loops.stream().map(EndpointLoop::leave), Duration.ofMillis(EndpointLoop.LEAVE_MILLIS));
    }

    private static void awaitLeft(Stream<CompletableFuture<Void>> leaving, Duration most) {
        try {
            CompletableFuture.allOf(leaving.toArray(CompletableFuture[]::new))
                    .get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            LOG.info("the other ends of some links were not told that it ends");
        } catch (ExecutionException failed) {
            LOG.warn("links could not be closed", failed.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The wall clock was set. */
    public void wallClockSet(long unixSeconds) {
        loops.forEach(loop -> loop.runAll(endpoint -> endpoint.wallClockSet(clock.nanos(), unixSeconds)));
    }

    /** Gives a member's endpoint a command. */
    public void handle(Address address, DeliveryCommand command) {
        toMember(address, endpoint -> endpoint.handle(clock.nanos(), command));
    }

    /** What came with this ticket is on disk: its endpoint proves it, and then {@code proven} runs, on the endpoint's context. */
    public void prove(Address address, ProofTicket ticket, Runnable proven) {
        toMember(address, endpoint -> {
            endpoint.handle(clock.nanos(), new DeliveryCommand.Committed(ticket));
            proven.run();
        });
    }

    /** Asks the mesh for the keys of a destination, on behalf of one identity. */
    public void findRecipient(Address own, Address destination) {
        handle(own, new DeliveryCommand.FindRecipient(destination));
    }

    /** A contact gave one identity a ticket. */
    public void ticketReceived(Address own, Address contact, Ticket ticket) {
        handle(own, new DeliveryCommand.TicketReceived(contact, ticket));
    }

    /** A destination was heard: an endpoint with messages for it tries them now. */
    public void heard(Address own, Recipient recipient) {
        handle(own, new DeliveryCommand.RecipientHeard(recipient));
    }

    /** Identities whose endpoint might not take another batch. */
    public Set<UUID> full() {
        return byIdentity.values().stream()
                .filter(MemberEndpoint::isFull)
                .map(endpoint -> endpoint.identity().id())
                .collect(Collectors.toSet());
    }

    /** Gives a member's endpoint a message to send. */
    public void submit(Address address, UnderWay row, DeliveryCommand.Submit submit) {
        toMember(address, endpoint -> endpoint.submit(clock.nanos(), row, submit));
    }

    /** The sender withdrew a message, also one that {@link #submit} is about to hand over. Nothing happens when its endpoint is not here. */
    public void withdraw(Withdrawn message) {
        toSender(message, endpoint -> endpoint.withdraw(clock.nanos(), message.hash()));
    }

    /** The row of a withdrawn message is gone from the queue. */
    public void rowRemoved(Withdrawn message) {
        toSender(message, endpoint -> endpoint.rowRemoved(clock.nanos(), message.hash()));
    }

    private void toSender(Withdrawn message, Consumer<MemberEndpoint> action) {
        MemberEndpoint sender = byIdentity.get(message.identity());
        if (sender != null) {
            toMember(sender.address(), action);
        }
    }

    private void toMember(Address address, Consumer<MemberEndpoint> action) {
        loop(address).run(address, endpoint -> {
            if (endpoint instanceof MemberEndpoint member) {
                action.accept(member);
            }
        });
    }

    private void receive(ToEndpoint message) {
        loop(message.owner()).receive(message);
    }

    private EndpointLoop loop(Address address) {
        return loops.get((int) Long.remainderUnsigned(address.low(), loops.size()));
    }
}
