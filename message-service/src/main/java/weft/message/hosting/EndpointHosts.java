package weft.message.hosting;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
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
import org.jboss.logging.Logger;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.Recipient;
import weft.lxmf.ticket.Ticket;
import weft.message.bus.PacketPlane;
import weft.message.hosting.HostedEndpoint.UnderWay;
import weft.message.store.Deliveries.Delivery;
import weft.message.store.Deliveries.Withdrawn;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.endpoint.ProofTicket;
import weft.reticulum.hosting.ToEndpoint;

/** All machines of this process, spread over as many contexts as there are cores by their address. */
@ApplicationScoped
public class EndpointHosts {

    private static final Logger LOG = Logger.getLogger(EndpointHosts.class);

    private final HostClock clock;
    private final List<EndpointHost> hosts = new ArrayList<>();
    private final Map<Address, HostedEndpoint> hosted = new ConcurrentHashMap<>();
    private final Map<UUID, HostedEndpoint> byIdentity = new ConcurrentHashMap<>();

    EndpointHosts(Vertx vertx, PacketPlane plane, HostClock clock, MeterRegistry metrics) {
        this.clock = clock;
        Counter dropped = metrics.counter("weft_endpoint_host_dropped");
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
            EndpointHost host = new EndpointHost(vertx, context, clock::nanos, dropped::increment);
            hosts.add(host);
            Gauge.builder("weft_endpoint_host_posted", host, EndpointHost::posted)
                    .tag("host", Integer.toString(i))
                    .register(metrics);
        }
        Gauge.builder("weft_endpoint_host_posted_bound", () -> EndpointHost.BOUND)
                .register(metrics);
        Gauge.builder("weft_endpoints_hosted", hosted, Map::size).register(metrics);
        plane.connect(this::receive);
    }

    /** How many addresses live in this process now. */
    public int count() {
        return hosted.size();
    }

    /** What is hosted now, by address. For reading. */
    Map<Address, HostedEndpoint> hosted() {
        return hosted;
    }

    /**
     * Takes over a machine.
     *
     * @param added runs when one that was here under its address has closed its links
     */
    void add(HostedEndpoint endpoint, Runnable added) {
        hosted.put(endpoint.address(), endpoint);
        byIdentity.put(endpoint.identity().id(), endpoint);
        host(endpoint.address()).add(endpoint, added);
    }

    /**
     * Lets a machine go.
     *
     * @param removed runs when it has closed its links, unless another has taken its place meanwhile
     */
    void remove(Address address, Runnable removed) {
        HostedEndpoint gone = hosted.remove(address);
        if (gone != null) {
            byIdentity.remove(gone.identity().id(), gone);
        }
        host(address).remove(address, removed);
    }

    /** Closes every link and waits until that is on its way, but never longer than {@link EndpointHost#LEAVE_MILLIS}. */
    void leave() {
        try {
            CompletableFuture.allOf(hosts.stream().map(EndpointHost::leave).toArray(CompletableFuture[]::new))
                    .get(EndpointHost.LEAVE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            LOG.info("the other ends of some links were not told that this node stops");
        } catch (ExecutionException failed) {
            LOG.warn("links could not be closed", failed.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives a machine a command. From any thread. */
    void handle(Address address, DeliveryCommand command) {
        host(address).handle(address, command);
    }

    /** What came with this ticket is on disk: its machine proves it, and then {@code proven} runs, on the machine's context. */
    void prove(Address address, ProofTicket ticket, Runnable proven) {
        host(address).run(address, machine -> {
            machine.handle(clock.nanos(), new DeliveryCommand.Committed(ticket));
            proven.run();
        });
    }

    /** Gives every machine a command. */
    void handleAll(DeliveryCommand command) {
        hosts.forEach(host -> host.handleAll(command));
    }

    /** Asks the mesh for the keys of a destination, on behalf of one identity. */
    void findRecipient(Address own, Address destination) {
        handle(own, new DeliveryCommand.FindRecipient(destination));
    }

    /** A contact gave one identity a ticket. */
    void ticketReceived(Address own, Address contact, Ticket ticket) {
        handle(own, new DeliveryCommand.TicketReceived(contact, ticket));
    }

    /** A destination was heard: the machines with messages for it try them now. */
    public void heard(Address own, Recipient recipient) {
        handle(own, new DeliveryCommand.RecipientHeard(recipient));
    }

    /** Identities whose machine might not take another batch. */
    Set<UUID> full() {
        return byIdentity.values().stream()
                .filter(HostedEndpoint::isFull)
                .map(endpoint -> endpoint.identity().id())
                .collect(Collectors.toSet());
    }

    /** The machine of an identity, where it is here and of this epoch. */
    Optional<HostedEndpoint> machine(UUID identity, long epoch) {
        return Optional.ofNullable(byIdentity.get(identity)).filter(endpoint -> endpoint.epoch() == epoch);
    }

    /** Gives a machine a message to send. From any thread. */
    void submit(Address address, UnderWay row, DeliveryCommand.Submit submit) {
        host(address).run(address, machine -> machine.submit(clock.nanos(), row, submit));
    }

    /** The sender withdrew a message, also one that {@link #submit} is about to hand over. Nothing happens when its machine is not here. */
    public void withdraw(Delivery delivery, Digest hash) {
        withSender(delivery.identity(), machine -> machine.withdraw(clock.nanos(), hash));
    }

    /** The row of a withdrawn message is gone from the queue. */
    void cancel(Withdrawn withdrawn) {
        withSender(withdrawn.identity(), machine -> machine.cancel(clock.nanos(), withdrawn.hash()));
    }

    private void withSender(UUID identity, Consumer<HostedEndpoint> action) {
        HostedEndpoint sender = byIdentity.get(identity);
        if (sender != null) {
            host(sender.address()).run(sender.address(), action);
        }
    }

    private void receive(ToEndpoint message) {
        host(message.owner()).receive(message);
    }

    private EndpointHost host(Address address) {
        return hosts.get((int) Long.remainderUnsigned(address.low(), hosts.size()));
    }
}
