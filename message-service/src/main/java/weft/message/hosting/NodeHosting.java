package weft.message.hosting;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import weft.message.bus.PacketPlane;
import weft.message.domain.MemberIdentity;
import weft.message.hosting.endpoint.EndpointClock;
import weft.message.hosting.endpoint.HostedEndpoint;
import weft.message.hosting.endpoint.HostedEndpoints;
import weft.message.hosting.endpoint.NodeEndpoint;
import weft.message.store.NodeIdentityStore;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.reticulum.Address;
import weft.reticulum.Rejection;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;

/** Hosts what is the node's own, where its shard is: in one process, as a member is. */
@ApplicationScoped
public class NodeHosting {

    private static final String ROW = "node_identity";

    private final SecureRandom entropy = new SecureRandom();
    private final Database database;
    private final NodeIdentityStore store;
    private final HostedEndpoints endpoints;
    private final PacketPlane plane;
    private final Quarantine<String> unusable;
    private final NodeEndpoint.Actions actions;
    private volatile PrivateIdentity keys;

    NodeHosting(
            Database database,
            NodeIdentityStore store,
            HostedEndpoints endpoints,
            PacketPlane plane,
            Routers routers,
            EndpointClock clock,
            Quarantines quarantines,
            MeterRegistry metrics) {
        this.database = database;
        this.store = store;
        this.endpoints = endpoints;
        this.plane = plane;
        this.unusable = quarantines.of("node-identity");
        Counter unanswered = metrics.counter("weft_node_probes_unanswered");
        this.actions = new NodeEndpoint.Actions() {
            @Override
            public void send(NodeEndpoint endpoint, ToRouter record) {
                plane.offer(routers.addressed(endpoint.address(), Optional.empty(), record));
            }

            @Override
            public long unixSeconds() {
                return clock.unixSeconds();
            }

            @Override
            public void dropped(Rejection reason) {
                metrics.counter("weft_endpoint_dropped", "reason", reason.name())
                        .increment();
            }

            @Override
            public void probeUnanswered() {
                unanswered.increment();
            }
        };
    }

    /** The address that answers probes, once this process has seen the node's identity. From any thread. */
    public Optional<Address> address() {
        return Optional.ofNullable(keys)
                .map(known -> DestinationName.PROBE.destination(known.identity().hash()));
    }

    /**
     * Brings it where it should be: here, in the epoch of its shard, or not here. The first round of all makes the node's identity.
     * Called by one thread.
     *
     * @param held shards and epochs of this process
     */
    void round(Map<Integer, Long> held) {
        if (keys == null && !held.isEmpty() && !unusable.rests(ROW)) {
            load();
        }
        address().ifPresent(address -> bring(address, Optional.ofNullable(held.get(MemberIdentity.shardOf(address)))));
    }

    private void bring(Address address, Optional<Long> epoch) {
        Optional<HostedEndpoint> present = Optional.ofNullable(endpoints.all().get(address));
        if (epoch.equals(present.map(HostedEndpoint::epoch))) {
            return;
        }
        if (epoch.isPresent()) {
            NodeEndpoint made = new NodeEndpoint(keys, epoch.get(), entropy::nextBytes, actions);
            endpoints.add(made, () -> plane.offer(new ToRouter.Host(address, made.epoch(), made.role())));
        } else {
            endpoints.remove(address, () -> {});
        }
    }

    /** A damaged row must not keep the members off the mesh. */
    private void load() {
        try {
            keys = database.transact(store::get);
            unusable.used(ROW);
        } catch (StoreUnavailable away) {
            throw away;
        } catch (RuntimeException damaged) {
            unusable.failed(ROW, damaged);
        }
    }
}
