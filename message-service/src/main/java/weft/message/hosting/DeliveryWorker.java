package weft.message.hosting;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jboss.logging.Logger;
import weft.lxmf.delivery.receiving.InboundDecision;
import weft.lxmf.delivery.receiving.SenderStanding;
import weft.lxmf.message.Message;
import weft.lxmf.stamp.Stamp;
import weft.lxmf.stamp.StampKind;
import weft.lxmf.stamp.StampWork;
import weft.message.config.MessageSettings;
import weft.message.delivery.LocalDelivery;
import weft.message.delivery.StampGenerator;
import weft.message.domain.MemberIdentity;
import weft.message.domain.MessageState;
import weft.message.domain.StateChange;
import weft.message.domain.StoredMessage;
import weft.message.store.Deliveries;
import weft.message.store.Deliveries.Delivery;
import weft.message.store.Deliveries.Withdrawn;
import weft.message.store.Identities;
import weft.message.store.Messages;
import weft.message.store.Shards;
import weft.message.store.Traces;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;
import weft.service.time.MachineClock;

/**
 * Takes due messages of the owned shards from their queue and brings them on their way: inside the node when their recipient
 * lives here, else through {@link EndpointHosts} onto the mesh. What it has taken and not finished is due again after a restart.
 */
@ApplicationScoped
public class DeliveryWorker {

    /** Messages taken at a time. */
    static final int BATCH = 100;

    /** Most work that is done for a recipient inside the node, in bits. */
    static final int MAX_STAMP_COST = 24;

    private static final Logger LOG = Logger.getLogger(DeliveryWorker.class);
    private static final Duration STAMP_RETRY = Duration.ofSeconds(30);
    private static final Duration NOT_YET = Duration.ofSeconds(1);

    private final SecureRandom random = new SecureRandom();
    private final Database database;
    private final Ownership ownership;
    private final Shards shards;
    private final Deliveries deliveries;
    private final Identities identities;
    private final Messages messages;
    private final Traces traces;
    private final LocalDelivery localDelivery;
    private final StampGenerator stampGenerator;
    private final EndpointHosts hosts;
    private final GroupCommit commits;
    private final Quarantine<UUID> unusable;
    private final Quarantine<UUID> unhosted;
    private final Duration lifetime;

    DeliveryWorker(
            Database database,
            Ownership ownership,
            Shards shards,
            Deliveries deliveries,
            Identities identities,
            Messages messages,
            Traces traces,
            LocalDelivery localDelivery,
            StampGenerator stampGenerator,
            EndpointHosts hosts,
            GroupCommit commits,
            Quarantines quarantines,
            MessageSettings config) {
        this.database = database;
        this.ownership = ownership;
        this.shards = shards;
        this.deliveries = deliveries;
        this.identities = identities;
        this.messages = messages;
        this.traces = traces;
        this.localDelivery = localDelivery;
        this.stampGenerator = stampGenerator;
        this.hosts = hosts;
        this.commits = commits;
        this.unusable = quarantines.of("courier");
        this.unhosted = quarantines.of(Hosting.QUARANTINE);
        this.lifetime = config.outboundLifetime();
    }

    /**
     * Takes one batch.
     *
     * @return whether there may be more
     */
    boolean round() {
        Map<Integer, Long> held = ownership.held();
        if (held.isEmpty()) {
            return false;
        }
        Map<UUID, UUID> unreadable = new HashMap<>();
        Round round = database.transact(transaction -> {
            var withdrawn = deliveries.askCancelled(transaction, held.keySet(), BATCH);
            List<Delivery> due = deliveries.claim(
                    transaction,
                    List.copyOf(held.keySet()),
                    List.copyOf(held.values()),
                    hosts.full(),
                    Instant.now(),
                    commits.hasRoom() ? BATCH : 0,
                    (account, message) -> unreadable.put(message, account));
            return new Round(withdrawn.get(), due);
        });
        round.withdrawn().forEach(this::withdraw);
        unreadable.forEach((message, account) ->
                leaveAside(account, message, new IllegalStateException("its row in the queue can't be read")));
        carry(round.due(), held);
        return round.due().size() + unreadable.size() == BATCH;
    }

    /** What a round has to do: messages to stop, and messages to bring on their way. */
    private record Round(List<Withdrawn> withdrawn, List<Delivery> due) {}

    private void carry(List<Delivery> due, Map<Integer, Long> held) {
        if (due.isEmpty()) {
            return;
        }
        Map<Address, RuntimeException> unreadable = new HashMap<>();
        Map<Address, MemberIdentity> here = database.transact(transaction -> identities.atAddresses(
                transaction, due.stream().map(Delivery::peer).distinct().toList(), unreadable::put));
        Deque<Delivery> ontoMesh = new ArrayDeque<>();
        for (Delivery delivery : due) {
            MemberIdentity recipient = here.get(delivery.peer());
            if (unreadable.containsKey(delivery.peer())) {
                failed(delivery, unreadable.get(delivery.peer()));
            } else if (recipient == null) {
                ontoMesh.add(delivery);
            } else {
                inside(delivery, held.get(delivery.shard()), recipient);
            }
        }
        ontoMesh(ontoMesh, held);
    }

    /** One broken row must not keep the others from leaving. */
    private void ontoMesh(Deque<Delivery> waiting, Map<Integer, Long> held) {
        List<Delivery> notHere = new ArrayList<>();
        while (!waiting.isEmpty()) {
            try {
                database.perform(transaction -> {
                    while (!waiting.isEmpty()) {
                        Delivery next = waiting.peekFirst();
                        boolean here = hosts.carry(transaction, next, held.get(next.shard()));
                        waiting.removeFirst();
                        if (here) {
                            unusable.used(next.message());
                        } else {
                            notHere.add(next);
                        }
                    }
                });
            } catch (StoreUnavailable away) {
                throw away;
            } catch (RuntimeException e) {
                if (waiting.isEmpty()) {
                    throw e;
                }
                failed(waiting.removeFirst(), e);
            }
        }
        notHere.forEach(this::notHere);
    }

    /** Its sender's machine will be there in a moment, unless its identity can't be used. */
    private void notHere(Delivery delivery) {
        if (unhosted.rests(delivery.identity())) {
            failed(delivery, new IllegalStateException("its sender's identity can't be hosted"));
        } else {
            database.perform(
                    transaction -> release(transaction, delivery, Instant.now().plus(NOT_YET)));
        }
    }

    private void withdraw(Withdrawn withdrawn) {
        database.perform(transaction -> deliveries.remove(transaction, withdrawn.account(), withdrawn.message()));
        stampGenerator.cancel(withdrawn.hash());
        hosts.cancel(withdrawn);
        unusable.used(withdrawn.message());
    }

    private void inside(Delivery delivery, long epoch, MemberIdentity recipient) {
        try {
            deliverInside(delivery, epoch, recipient);
        } catch (Shards.StaleEpoch taken) {
            LOG.info(taken.getMessage());
            ownership.doubt();
        } catch (StoreUnavailable away) {
            throw away;
        } catch (RuntimeException e) {
            failed(delivery, e);
        }
    }

    private void failed(Delivery delivery, RuntimeException why) {
        if (delivery.createdAt().plus(lifetime).isBefore(MachineClock.system().atLeast())) {
            expire(delivery);
        } else {
            leaveAside(delivery.account(), delivery.message(), why);
        }
    }

    /** It is tried again, later each time; its sender is told once. */
    private void leaveAside(UUID account, UUID message, RuntimeException why) {
        boolean news = !unusable.rows().contains(message);
        Duration pause = unusable.failed(message, why);
        database.perform(transaction -> {
            deliveries.putOff(transaction, account, message, Instant.now().plus(pause));
            if (news) {
                traces.add(
                        transaction,
                        account,
                        message,
                        "left-aside",
                        "This node can't use what it has stored for this message. It tries again; tell the operator.");
            }
        });
    }

    private void expire(Delivery delivery) {
        database.perform(transaction -> {
            messages.changeState(
                    transaction,
                    delivery.account(),
                    delivery.message(),
                    StateChange.to(MessageState.EXPIRED)
                            .told(
                                    "expired",
                                    "Given up: this node could not use what it has stored for this message in time.",
                                    Map.of("reason", "unusable")));
            deliveries.remove(transaction, delivery.account(), delivery.message());
        });
        unusable.used(delivery.message());
    }

    private void deliverInside(Delivery delivery, long epoch, MemberIdentity recipient) {
        record Outgoing(StoredMessage stored, MemberIdentity sender, Message message, SenderStanding standing) {}
        Outgoing outgoing = database.transact(transaction -> {
            StoredMessage stored = messages.get(transaction, delivery.account(), delivery.message());
            MemberIdentity sender = identities.get(transaction, delivery.account(), delivery.identity());
            Message packed = unpack(messages.packed(transaction, delivery.account(), delivery.message()));
            Message message = delivery.stamp()
                    .map(packed::withStamp)
                    .orElseGet(() -> localDelivery.payByTicket(transaction, sender, recipient, packed));
            return new Outgoing(stored, sender, message, localDelivery.standing(transaction, recipient, message));
        });
        OptionalInt work = LocalDelivery.workNeeded(recipient, outgoing.message());
        if (work.isPresent()) {
            makeStamp(delivery, outgoing.message(), work.getAsInt());
            return;
        }
        InboundDecision decision = LocalDelivery.decide(recipient, outgoing.message(), outgoing.standing());
        database.perform(transaction -> {
            shards.fence(transaction, delivery.shard(), epoch);
            localDelivery.lock(transaction, outgoing.sender(), recipient);
            StoredMessage now = messages.lock(transaction, delivery.account(), delivery.message());
            if (now.state().isFinal()) {
                deliveries.remove(transaction, delivery.account(), delivery.message());
            } else {
                InboundDecision heeded = localDelivery.heedBlock(transaction, recipient, outgoing.message(), decision);
                localDelivery.handOver(transaction, now, recipient, outgoing.message(), heeded);
            }
        });
        unusable.used(delivery.message());
    }

    private void makeStamp(Delivery delivery, Message message, int cost) {
        if (cost > MAX_STAMP_COST) {
            database.perform(transaction -> {
                messages.changeState(
                        transaction,
                        delivery.account(),
                        delivery.message(),
                        StateChange.to(MessageState.FAILED)
                                .because("stamp")
                                .told(
                                        "stamp-too-costly",
                                        "Given up: the recipient asks for " + cost
                                                + " bits of work; this node does at most " + MAX_STAMP_COST + ".",
                                        Map.of("cost", cost, "limit", MAX_STAMP_COST)));
                deliveries.remove(transaction, delivery.account(), delivery.message());
            });
            return;
        }
        byte[] seed = new byte[32];
        random.nextBytes(seed);
        StampWork work = new StampWork(StampKind.MESSAGE, message.id().bytes(), cost, seed);
        boolean begun = stampGenerator.search(message.id(), work, found -> stampFound(delivery, found));
        if (!begun) {
            database.perform(
                    transaction -> release(transaction, delivery, Instant.now().plus(STAMP_RETRY)));
        }
    }

    private void stampFound(Delivery delivery, Optional<Stamp> found) {
        if (found.isEmpty()) {
            return;
        }
        Stamp stamp = found.get();
        database.perform(transaction -> {
            deliveries.stamped(transaction, delivery.account(), delivery.message(), stamp.bytes());
            messages.stamped(transaction, delivery.account(), delivery.message(), stamp.value());
            traces.add(
                    transaction,
                    delivery.account(),
                    delivery.message(),
                    "stamp-made",
                    "The stamp is made: " + stamp.value() + " bits.",
                    Map.of("value", stamp.value()));
            release(transaction, delivery, Instant.now());
        });
    }

    private void release(Transaction transaction, Delivery delivery, Instant nextAttempt) {
        deliveries.release(transaction, delivery.account(), delivery.message(), delivery.attempts(), nextAttempt);
    }

    static Message unpack(byte[] packed) {
        return switch (Message.unpack(packed)) {
            case Decoded.Value<Message>(Message message) -> message;
            case Decoded.Rejected<Message>(var reason) ->
                throw new IllegalStateException("a message on disk does not unpack: " + reason.name());
        };
    }
}
