package weft.message.hosting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import weft.lxmf.delivery.DeliveryCommand;
import weft.message.bus.PacketPlane;
import weft.message.domain.MemberIdentity;
import weft.message.hosting.endpoint.EndpointClock;
import weft.message.hosting.endpoint.HostedEndpoints;
import weft.message.hosting.endpoint.MemberEndpoint;
import weft.message.store.Deliveries;
import weft.message.store.Identities;
import weft.message.store.Wakeups;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.message.store.sql.UnknownObject;
import weft.reticulum.Address;
import weft.reticulum.hosting.ToRouter;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;

/**
 * Keeps the endpoints what the database says: one for each identity of the owned shards, with its settings, and what is the node's
 * own ({@link NodeHosting}).
 */
@ApplicationScoped
public class Hosting {

    /** Loop whose quarantine holds the identities that can't be hosted, by id. */
    static final String QUARANTINE = "hosting";

    private static final Logger LOG = Logger.getLogger(Hosting.class);
    private static final Duration DIGEST = Duration.ofSeconds(30);
    /** After a start the Router may not listen yet, and it may have restarted itself: told more often at first. */
    private static final Duration EARLY_DIGEST = Duration.ofSeconds(2);

    private static final Duration EARLY = Duration.ofSeconds(60);

    private final Database database;
    private final Ownership ownership;
    private final Identities identities;
    private final Deliveries deliveries;
    private final HomeRouterAssignment homes;
    private final NodeHosting node;
    private final HostedEndpoints endpoints;
    private final StoredEndpoints stored;
    private final PacketPlane plane;
    private final EndpointClock clock;
    private final Wakeups wakeups;
    private final Quarantine<UUID> unusable;
    private final AtomicBoolean askedFor = new AtomicBoolean();
    private long lastDigest = Long.MIN_VALUE;

    Hosting(
            Database database,
            Ownership ownership,
            Identities identities,
            Deliveries deliveries,
            HomeRouterAssignment homes,
            NodeHosting node,
            HostedEndpoints endpoints,
            StoredEndpoints stored,
            PacketPlane plane,
            EndpointClock clock,
            Wakeups wakeups,
            Quarantines quarantines) {
        this.database = database;
        this.ownership = ownership;
        this.identities = identities;
        this.deliveries = deliveries;
        this.homes = homes;
        this.node = node;
        this.endpoints = endpoints;
        this.stored = stored;
        this.plane = plane;
        this.clock = clock;
        this.wakeups = wakeups;
        this.unusable = quarantines.of(QUARANTINE);
    }

    /** A Router does not know what is hosted: it is told with the next round, which comes at once. From any thread. */
    void tellAgain() {
        askedFor.set(true);
        wakeups.wakeHere(Wakeups.Work.IDENTITIES);
    }

    /** Compares what is hosted with what should be, and tells the Router of it now and then. Called by one thread. */
    boolean round() {
        Map<Integer, Long> held = ownership.held();
        Map<UUID, RuntimeException> unreadable = new HashMap<>();
        List<MemberIdentity> wanted = held.isEmpty()
                ? List.of()
                : database.transact(transaction -> identities.inShards(transaction, held.keySet(), unreadable::put));
        leaveAside(unreadable, wanted);
        List<MemberIdentity> homed = homes.give(wanted);
        Map<Address, MemberEndpoint> unwanted = new HashMap<>();
        endpoints.ofMembers().forEach((id, endpoint) -> {
            if (!unreadable.containsKey(id)) {
                unwanted.put(endpoint.address(), endpoint);
            }
        });
        Map<UUID, String> keys = keyMaterial(unusable.rows());
        for (MemberIdentity identity : homed) {
            unwanted.remove(identity.address());
            if (!unusable.rests(identity.id(), keys.get(identity.id()))) {
                host(identity, held.get(identity.shard()));
            }
        }
        unwanted.values().forEach(this::drop);
        node.round(held);
        if (clock.hasJumped()) {
            endpoints.wallClockSet(clock.unixSeconds());
            database.perform(transaction -> deliveries.hastenAll(transaction, held.keySet()));
        }
        tellRouter();
        return false;
    }

    /** What can't even be read is noted, and what is gone is forgotten. */
    private void leaveAside(Map<UUID, RuntimeException> unreadable, List<MemberIdentity> wanted) {
        Set<UUID> there = new HashSet<>(unreadable.keySet());
        wanted.forEach(identity -> there.add(identity.id()));
        unusable.forget(id -> !there.contains(id));
        unreadable.forEach((id, why) -> {
            if (!unusable.rests(id)) {
                unusable.failed(id, why);
            }
        });
    }

    private Map<UUID, String> keyMaterial(Set<UUID> ids) {
        return ids.isEmpty() ? Map.of() : database.transact(transaction -> identities.keyMaterial(transaction, ids));
    }

    /** One that can't be hosted must not keep the others off the mesh. */
    private void host(MemberIdentity identity, long epoch) {
        try {
            bring(identity, epoch);
            if (unusable.rows().contains(identity.id())) {
                unusable.used(identity.id());
                database.perform(transaction -> deliveries.hasten(transaction, identity.account(), identity.id()));
            }
        } catch (StoreUnavailable away) {
            throw away;
        } catch (UnknownObject deleted) {
            LOG.debugf("%s was deleted meanwhile", identity.address());
        } catch (RuntimeException damaged) {
            unusable.failed(identity.id(), keyMaterial(Set.of(identity.id())).get(identity.id()), damaged);
            endEarlier(identity, epoch);
        }
    }

    /** An endpoint of an earlier epoch may not write any more: each attempt would cast doubt on its shard. */
    private void endEarlier(MemberIdentity identity, long epoch) {
        MemberEndpoint present = endpoints.member(identity.address()).orElse(null);
        if (present != null && present.epoch() != epoch) {
            drop(present);
            giveBack(present);
        }
    }

    private void bring(MemberIdentity identity, long epoch) {
        MemberEndpoint present = endpoints.member(identity.address()).orElse(null);
        if (present != null && present.epoch() == epoch && StoredEndpoints.serves(present.identity(), identity)) {
            long limit = stored.deliveryBytes(identity);
            if (stored.deliveryBytes(present.identity()) != limit) {
                endpoints.handle(identity.address(), new DeliveryCommand.LimitDelivery(limit));
            }
            present.update(identity);
            return;
        }
        MemberEndpoint made = database.transact(transaction -> stored.load(transaction, identity, epoch));
        if (!ownership.epoch(identity.shard()).equals(Optional.of(epoch))) {
            return;
        }
        endpoints.add(made, () -> plane.offer(new ToRouter.Host(identity.address(), epoch, made.role())));
        if (present != null) {
            giveBack(present);
        }
        LOG.debugf("hosting %s in epoch %d", identity.address(), epoch);
    }

    /** Messages that an endpoint had when it was let go are due again, for the next one. */
    private void giveBack(MemberEndpoint gone) {
        Instant now = Instant.now();
        gone.underWay()
                .forEach(delivery -> database.perform(transaction -> deliveries.release(
                        transaction, delivery.account(), delivery.message(), delivery.attempts(), now)));
    }

    /** Who lives on with another owner is not withdrawn: the Router hears of that owner in a moment. */
    private void drop(MemberEndpoint gone) {
        endpoints.remove(gone.address(), () -> {
            if (ownership.epoch(gone.shard()).isPresent()) {
                plane.offer(new ToRouter.Withdraw(gone.address(), gone.epoch()));
            }
        });
        stored.forget(gone.identity());
    }

    private void tellRouter() {
        long now = clock.nanos();
        Duration pause = now < EARLY.toNanos() ? EARLY_DIGEST : DIGEST;
        boolean due = lastDigest == Long.MIN_VALUE || now - lastDigest >= pause.toNanos();
        if (!askedFor.getAndSet(false) && !due) {
            return;
        }
        lastDigest = now;
        List.copyOf(endpoints.all().values())
                .forEach(endpoint ->
                        plane.offer(new ToRouter.Host(endpoint.address(), endpoint.epoch(), endpoint.role())));
    }
}
