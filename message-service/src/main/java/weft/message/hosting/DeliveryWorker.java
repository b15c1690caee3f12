package weft.message.hosting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import weft.message.config.MessageSettings;
import weft.message.delivery.LocalHandOver;
import weft.message.delivery.StampGenerator;
import weft.message.delivery.TraceTexts;
import weft.message.domain.MemberIdentity;
import weft.message.domain.MessageState;
import weft.message.domain.StateChange;
import weft.message.domain.StateChange.Trace;
import weft.message.hosting.StoredSubmissions.Submission;
import weft.message.hosting.endpoint.HostedEndpoints;
import weft.message.hosting.endpoint.MemberEndpoint;
import weft.message.store.Deliveries;
import weft.message.store.Deliveries.Delivery;
import weft.message.store.Deliveries.Withdrawn;
import weft.message.store.Events;
import weft.message.store.Identities;
import weft.message.store.Traces;
import weft.message.store.outbound.OutboundChange;
import weft.message.store.outbound.OutboundChanges;
import weft.message.store.ownership.Shards;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;
import weft.service.time.MachineClock;

/**
 * Takes due messages of the owned shards from their queue and brings them on their way: inside the node when their recipient
 * lives here ({@link LocalHandOver}), else through their sender's endpoint onto the mesh ({@link StoredSubmissions}). What it has taken and not finished is due again after a restart.
 */
@ApplicationScoped
public class DeliveryWorker {

    /** Loop whose quarantine holds the messages that can't be brought on their way, by id. */
    public static final String QUARANTINE = "deliveries";

    private static final Logger LOG = Logger.getLogger(DeliveryWorker.class);

    private static final Duration NOT_YET = Duration.ofSeconds(1);

    private final Database database;
    private final Ownership ownership;
    private final Deliveries deliveries;
    private final Identities identities;
    private final OutboundChanges changes;
    private final Events events;
    private final Traces traces;
    private final LocalHandOver inside;
    private final StampGenerator stampGenerator;
    private final HostedEndpoints endpoints;
    private final StoredSubmissions submissions;
    private final GroupCommit commits;
    private final Quarantine<UUID> unusable;
    private final Quarantine<UUID> unhosted;
    private final Duration lifetime;

    DeliveryWorker(
            Database database,
            Ownership ownership,
            Deliveries deliveries,
            Identities identities,
            OutboundChanges changes,
            Events events,
            Traces traces,
            LocalHandOver inside,
            StampGenerator stampGenerator,
            HostedEndpoints endpoints,
            StoredSubmissions submissions,
            GroupCommit commits,
            Quarantines quarantines,
            MessageSettings config) {
        this.database = database;
        this.ownership = ownership;
        this.deliveries = deliveries;
        this.identities = identities;
        this.changes = changes;
        this.events = events;
        this.traces = traces;
        this.inside = inside;
        this.stampGenerator = stampGenerator;
        this.endpoints = endpoints;
        this.submissions = submissions;
        this.commits = commits;
        this.unusable = quarantines.of(QUARANTINE);
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
            var withdrawn = deliveries.askWithdrawn(transaction, held.keySet(), MemberEndpoint.BATCH);
            List<Delivery> due = deliveries.claim(
                    transaction,
                    List.copyOf(held.keySet()),
                    List.copyOf(held.values()),
                    endpoints.full(),
                    Instant.now(),
                    commits.hasRoom() ? MemberEndpoint.BATCH : 0,
                    (account, message) -> unreadable.put(message, account));
            return new Round(withdrawn.get(), due);
        });
        round.withdrawn().forEach(this::withdraw);
        unreadable.forEach((message, account) ->
                leaveAside(account, message, new IllegalStateException("its row in the queue can't be read")));
        carry(round.due(), held);
        return round.due().size() + unreadable.size() == MemberEndpoint.BATCH;
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
        List<Delivery> ontoMesh = new ArrayList<>();
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
    private void ontoMesh(List<Delivery> waiting, Map<Integer, Long> held) {
        if (waiting.isEmpty()) {
            return;
        }
        List<Submission> read = database.transact(transaction -> submissions.read(transaction, waiting, held));
        for (int i = 0; i < waiting.size(); i++) {
            Delivery delivery = waiting.get(i);
            switch (read.get(i)) {
                case Submission.Ready(Runnable tell) -> {
                    tell.run();
                    unusable.used(delivery.message());
                }
                case Submission.NotHosted() -> notHere(delivery);
                case Submission.Unusable(RuntimeException why) -> failed(delivery, why);
            }
        }
    }

    /** Its sender's endpoint will be there in a moment, unless its identity can't be used. */
    private void notHere(Delivery delivery) {
        if (unhosted.rests(delivery.identity())) {
            failed(delivery, new IllegalStateException("its sender's identity can't be hosted"));
        } else {
            database.perform(
                    transaction -> release(transaction, delivery, Instant.now().plus(NOT_YET)));
        }
    }

    private void withdraw(Withdrawn withdrawn) {
        database.perform(transaction ->
                deliveries.remove(transaction, List.of(new Deliveries.Row(withdrawn.account(), withdrawn.message()))));
        stampGenerator.cancel(withdrawn.hash());
        endpoints.rowRemoved(withdrawn);
        unusable.used(withdrawn.message());
    }

    private void inside(Delivery delivery, long epoch, MemberIdentity recipient) {
        try {
            inside.deliver(delivery, epoch, recipient);
            unusable.used(delivery.message());
        } catch (Shards.StaleEpoch taken) {
            LOG.info(taken.getMessage());
            ownership.doubt(taken);
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
                traces.add(transaction, account, message, Trace.of("left-aside", TraceTexts.LEFT_ASIDE));
            }
        });
    }

    private void expire(Delivery delivery) {
        StateChange change = StateChange.to(MessageState.EXPIRED)
                .told("expired", TraceTexts.NEVER_USABLE, Map.of("reason", "unusable"));
        database.perform(transaction -> {
            events.lock(transaction, delivery.account());
            changes.apply(
                    transaction,
                    List.of(
                            new OutboundChange.Became(delivery.account(), delivery.message(), change),
                            new OutboundChange.Ended(delivery.account(), delivery.message())));
        });
        unusable.used(delivery.message());
    }

    private void release(Transaction transaction, Delivery delivery, Instant nextAttempt) {
        deliveries.release(transaction, delivery.account(), delivery.message(), delivery.attempts(), nextAttempt);
    }
}
