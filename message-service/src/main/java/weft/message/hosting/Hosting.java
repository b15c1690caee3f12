package weft.message.hosting;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.endpoint.LxmfEndpoint;
import weft.message.bus.PacketPlane;
import weft.message.config.LimitSettings;
import weft.message.config.MessageSettings;
import weft.message.domain.MemberIdentity;
import weft.message.domain.MemberIdentity.Settings;
import weft.message.store.Deliveries;
import weft.message.store.Identities;
import weft.message.store.Ratchets;
import weft.message.store.Wakeups;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.message.store.sql.Transaction;
import weft.message.store.sql.UnknownObject;
import weft.reticulum.Address;
import weft.reticulum.endpoint.EndpointLimits;
import weft.reticulum.endpoint.EndpointOptions;
import weft.reticulum.endpoint.RetainedRatchets;
import weft.reticulum.hosting.ToRouter;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;

/** Keeps the machines what the database says: one for each identity of the owned shards, with its settings. */
@ApplicationScoped
public class Hosting {

    /** Loop whose quarantine holds the identities that can't be hosted, by id. */
    static final String QUARANTINE = "hosting";

    private static final Logger LOG = Logger.getLogger(Hosting.class);
    private static final Duration DIGEST = Duration.ofSeconds(30);
    /** After a start the Router may not listen yet, and it may have restarted itself: told more often at first. */
    private static final Duration EARLY_DIGEST = Duration.ofSeconds(2);

    private static final Duration EARLY = Duration.ofSeconds(60);
    private static final int MTU = 65_536;
    private static final Duration MAX_PROOF_DELAY = Duration.ofMillis(200);

    private final SecureRandom entropy = new SecureRandom();
    private final Database database;
    private final Ownership ownership;
    private final Identities identities;
    private final Ratchets ratchets;
    private final Deliveries deliveries;
    private final HomeRouterAssignment homes;
    private final EndpointHosts hosts;
    private final EndpointActions actions;
    private final PacketPlane plane;
    private final HostClock clock;
    private final LimitSettings limits;
    private final Duration proofDelay;
    private final Wakeups wakeups;
    private final Quarantine<UUID> unusable;
    private final Quarantine<String> lostRatchets;
    private final AtomicBoolean askedFor = new AtomicBoolean();
    private long lastDigest = Long.MIN_VALUE;

    Hosting(
            Database database,
            Ownership ownership,
            Identities identities,
            Ratchets ratchets,
            Deliveries deliveries,
            HomeRouterAssignment homes,
            EndpointHosts hosts,
            EndpointActions actions,
            PacketPlane plane,
            HostClock clock,
            Wakeups wakeups,
            LimitSettings limits,
            Quarantines quarantines,
            MessageSettings config) {
        this.database = database;
        this.ownership = ownership;
        this.identities = identities;
        this.ratchets = ratchets;
        this.deliveries = deliveries;
        this.homes = homes;
        this.hosts = hosts;
        this.actions = actions;
        this.plane = plane;
        this.clock = clock;
        this.wakeups = wakeups;
        this.limits = limits;
        this.unusable = quarantines.of(QUARANTINE);
        this.lostRatchets = quarantines.of("ratchets");
        this.proofDelay =
                config.linkProofDelay().compareTo(MAX_PROOF_DELAY) > 0 ? MAX_PROOF_DELAY : config.linkProofDelay();
    }

    /** A Router does not know what is hosted: it is told with the next round, which comes at once. From any thread. */
    void tellAgain() {
        askedFor.set(true);
        wakeups.wake(Wakeups.Work.IDENTITIES);
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
        Set<Address> unwanted = new HashSet<>();
        hosts.hosted().forEach((address, endpoint) -> {
            if (!unreadable.containsKey(endpoint.identity().id())) {
                unwanted.add(address);
            }
        });
        Map<UUID, String> keys = keyMaterial(unusable.rows());
        for (MemberIdentity identity : homed) {
            unwanted.remove(identity.address());
            if (!unusable.rests(identity.id(), keys.get(identity.id()))) {
                host(identity, held.get(identity.shard()));
            }
        }
        unwanted.forEach(this::drop);
        if (clock.hasJumped()) {
            hosts.handleAll(new DeliveryCommand.WallClock(clock.unixSeconds()));
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

    /** A machine of an earlier epoch may not write any more: each attempt would cast doubt on all shards. */
    private void endEarlier(MemberIdentity identity, long epoch) {
        HostedEndpoint present = hosts.hosted().get(identity.address());
        if (present != null && present.epoch() != epoch) {
            drop(identity.address());
            giveBack(present);
        }
    }

    private void bring(MemberIdentity identity, long epoch) {
        HostedEndpoint present = hosts.hosted().get(identity.address());
        if (present != null && present.epoch() == epoch && serves(present.identity(), identity)) {
            if (!limitKb(present.identity()).equals(limitKb(identity))) {
                hosts.handle(identity.address(), new DeliveryCommand.LimitDelivery(limitKb(identity) * 1000));
            }
            present.update(identity);
            return;
        }
        HostedEndpoint made = database.transact(transaction -> make(transaction, identity, epoch));
        hosts.add(made, () -> plane.offer(new ToRouter.Host(identity.address(), epoch)));
        if (present != null) {
            giveBack(present);
        }
        LOG.debugf("hosting %s in epoch %d", identity.address(), epoch);
    }

    /** Whether a machine made for the one serves the other: all else is looked at when it is needed. */
    private static boolean serves(MemberIdentity made, MemberIdentity now) {
        return made.settings().enforceRatchets() == now.settings().enforceRatchets();
    }

    private Long limitKb(MemberIdentity identity) {
        long most = limits.deliveryKb();
        return Math.min(most, identity.settings().deliveryLimitKb().orElse(limits.deliveryKb()));
    }

    /** Messages that a machine had when it was let go are due again, for the next one. */
    private void giveBack(HostedEndpoint gone) {
        Instant now = Instant.now();
        gone.underWay()
                .forEach(delivery -> database.perform(transaction -> deliveries.release(
                        transaction, delivery.account(), delivery.message(), delivery.attempts(), now)));
    }

    private HostedEndpoint make(Transaction transaction, MemberIdentity identity, long epoch) {
        List<Ratchets.Kept> kept = ratchets.list(
                transaction,
                identity.account(),
                identity.id(),
                (ratchet, why) -> lostRatchets.without(identity.id() + "/" + ratchet, why));
        Settings settings = identity.settings();
        LxmfEndpoint machine = new LxmfEndpoint(
                identities.keys(transaction, identity.account(), identity.id()),
                new RetainedRatchets(
                        kept.stream().map(Ratchets.Kept::ratchet).toList(),
                        kept.isEmpty() ? 0 : kept.getFirst().createdAt().getEpochSecond()),
                new EndpointOptions(
                        true,
                        true,
                        0,
                        settings.enforceRatchets(),
                        EndpointOptions.DEFAULT_RATCHET_INTERVAL,
                        MTU,
                        proofDelay.toNanos(),
                        EndpointLimits.DEFAULT),
                DeliverySettings.DEFAULT.withDeliveryBytes(limitKb(identity) * 1000),
                entropy::nextBytes,
                RandomGenerator.of("L64X128MixRandom"),
                clock.nanos(),
                clock.unixSeconds());
        return new HostedEndpoint(identity, epoch, machine, actions);
    }

    private void drop(Address address) {
        HostedEndpoint gone = hosts.hosted().get(address);
        hosts.remove(address, () -> plane.offer(new ToRouter.Withdraw(address, gone.epoch())));
        lostRatchets.forget(ratchet -> ratchet.startsWith(gone.identity().id().toString()));
    }

    private void tellRouter() {
        long now = clock.nanos();
        Duration pause = now < EARLY.toNanos() ? EARLY_DIGEST : DIGEST;
        boolean due = lastDigest == Long.MIN_VALUE || now - lastDigest >= pause.toNanos();
        if (!askedFor.getAndSet(false) && !due) {
            return;
        }
        lastDigest = now;
        new HashMap<>(hosts.hosted())
                .forEach((address, endpoint) -> plane.offer(new ToRouter.Host(address, endpoint.epoch())));
    }
}
