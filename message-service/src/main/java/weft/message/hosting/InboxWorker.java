package weft.message.hosting;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import weft.lxmf.delivery.receiving.InboundDecision;
import weft.lxmf.delivery.receiving.SenderStanding;
import weft.lxmf.message.DeliveryMethod;
import weft.lxmf.message.Message;
import weft.message.delivery.Intake;
import weft.message.delivery.Intake.Received;
import weft.message.domain.MemberIdentity;
import weft.message.domain.Method;
import weft.message.hosting.endpoint.HostedEndpoints;
import weft.message.store.Events;
import weft.message.store.Identities;
import weft.message.store.Journal;
import weft.message.store.Journal.Arrival;
import weft.message.store.Journal.Entry;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.message.store.sql.Transaction;
import weft.message.store.sql.UnknownObject;
import weft.reticulum.Decoded;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;
import weft.service.work.Halves;

/**
 * Decides what is in the journal: signature, stamp, policy, duplicates. Its senders have their acknowledgement; what is not
 * decided when the process ends is decided by the next one.
 */
@ApplicationScoped
public class InboxWorker {

    static final int BATCH = 256;

    /** Bytes of messages after which a batch ends: each of them costs several times its size while it is decided. */
    static final long BATCH_BYTES = 2L << 20;

    private static final Logger LOG = Logger.getLogger(InboxWorker.class);

    private final Database database;
    private final Ownership ownership;
    private final Journal journal;
    private final Identities identities;
    private final Events events;
    private final Intake intake;
    private final HostedEndpoints endpoints;
    private final Counter quarantined;
    private final Quarantine<Long> unusable;
    private final ExecutorService pool;

    private record Readable(Entry entry, Message message) {}

    private record Known(Readable row, MemberIdentity recipient, SenderStanding sender) {}

    /** A journal row, read and judged; without recipient and message when it could not be read. */
    private record Judged(Entry entry, MemberIdentity recipient, Message message, InboundDecision decision) {

        boolean isReadable() {
            return message != null;
        }

        Intake.Decided decided() {
            Arrival arrival = entry.arrival();
            return new Intake.Decided(
                    recipient,
                    message,
                    decision,
                    new Intake.Way(arrival.method(), arrival.reception(), arrival.receivedAt()));
        }
    }

    InboxWorker(
            Database database,
            Ownership ownership,
            Journal journal,
            Identities identities,
            Events events,
            Intake intake,
            HostedEndpoints endpoints,
            Quarantines quarantines,
            MeterRegistry metrics) {
        this.database = database;
        this.ownership = ownership;
        this.journal = journal;
        this.identities = identities;
        this.events = events;
        this.intake = intake;
        this.endpoints = endpoints;
        this.unusable = quarantines.of("inbox");
        this.quarantined = metrics.counter("weft_inbox_quarantined");
        this.pool = Executors.newFixedThreadPool(
                Runtime.getRuntime().availableProcessors(),
                Thread.ofPlatform().name("inbox-", 0).daemon().factory());
    }

    /**
     * Decides one batch.
     *
     * @return whether there may be more
     */
    boolean round() {
        Map<Integer, Long> held = ownership.held();
        if (held.isEmpty()) {
            return false;
        }
        Map<Long, RuntimeException> unreadable = new HashMap<>();
        Set<Long> resting = unusable.resting();
        List<Entry> batch = database.transact(transaction ->
                journal.undecided(transaction, held.keySet(), resting, BATCH, BATCH_BYTES, unreadable::put));
        unreadable.forEach(unusable::failed);
        if (batch.isEmpty()) {
            return !unreadable.isEmpty();
        }
        decideInHalves(batch);
        long bytes = batch.stream()
                .mapToLong(entry -> entry.arrival().packed().length)
                .sum();
        // The batch ended by bytes that were sealed, which are a few more.
        return batch.size() + unreadable.size() == BATCH || bytes >= BATCH_BYTES / 2;
    }

    /** One message that nobody can decide must not stop the others. */
    private void decideInHalves(List<Entry> batch) {
        Halves<Entry> parts = new Halves<>(batch);
        while (!parts.isEmpty()) {
            List<Entry> part = parts.next();
            try {
                decide(part);
                part.forEach(entry -> unusable.used(entry.id()));
            } catch (StoreUnavailable away) {
                throw away;
            } catch (RuntimeException e) {
                parts.refused(part)
                        .ifPresentOrElse(
                                entry -> undecidable(entry, e),
                                () -> LOG.debugf(
                                        e,
                                        "%d received messages that can't be decided together are decided in halves",
                                        part.size()));
            }
        }
    }

    private void decide(List<Entry> batch) {
        List<Judged> first = judge(batch);
        List<Judged> judged = database.transact(transaction -> {
            events.lock(
                    transaction,
                    batch.stream()
                            .map(entry -> entry.arrival().account())
                            .distinct()
                            .toArray(UUID[]::new));
            List<Judged> last = heedBlocks(transaction, first);
            if (!journal.decide(transaction, apply(transaction, last))) {
                throw new UnknownObject("undecided journal row");
            }
            return last;
        });
        judged.forEach(this::follow);
    }

    private List<Judged> heedBlocks(Transaction transaction, List<Judged> judged) {
        List<Judged> kept = judged.stream()
                .filter(row -> row.decision() instanceof InboundDecision.Deliver)
                .toList();
        List<InboundDecision> decisions = intake.heedBlocks(
                transaction,
                kept.stream().map(row -> received(row.entry(), row.message())).toList(),
                kept.stream().map(Judged::decision).toList());
        Map<Judged, InboundDecision> heeded = new IdentityHashMap<>();
        for (int i = 0; i < kept.size(); i++) {
            heeded.put(kept.get(i), decisions.get(i));
        }
        return judged.stream()
                .map(row -> new Judged(
                        row.entry(), row.recipient(), row.message(), heeded.getOrDefault(row, row.decision())))
                .toList();
    }

    /**
     * It is set aside, whole, and counted. While it is the recipient's row that can't be read it waits for that to be repaired, as
     * the recipient does.
     */
    private void undecidable(Entry entry, RuntimeException why) {
        if (why instanceof UnreadableRecipient damaged) {
            unusable.failed(entry.id(), damaged.getCause());
            return;
        }
        boolean undecided = database.transact(transaction ->
                journal.quarantine(transaction, entry.id(), entry.arrival().account()));
        unusable.used(entry.id());
        if (undecided) {
            quarantined.increment();
            LOG.errorf(why, "the received message in journal row %d could not be decided and is set aside", entry.id());
        } else {
            LOG.debugf(why, "journal row %d was decided elsewhere, or is gone with its identity", entry.id());
        }
    }

    /** The identity that a message is for is there and can't be read. */
    private static final class UnreadableRecipient extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnreadableRecipient(RuntimeException why) {
            super(why);
        }
    }

    private List<Judged> judge(List<Entry> batch) {
        List<Judged> unread = new ArrayList<>();
        List<Readable> readable = new ArrayList<>();
        for (Entry entry : batch) {
            switch (Message.unpack(entry.arrival().packed())) {
                case Decoded.Rejected<Message>(var reason) ->
                    unread.add(new Judged(entry, null, null, new InboundDecision.Refuse(reason)));
                case Decoded.Value<Message>(Message message) -> readable.add(new Readable(entry, message));
            }
        }
        List<CompletableFuture<Judged>> judging = known(readable).stream()
                .map(known -> CompletableFuture.supplyAsync(() -> judge(known), pool))
                .toList();
        List<Judged> all = new ArrayList<>(unread);
        judging.forEach(future -> all.add(future.join()));
        return all;
    }

    private List<Known> known(List<Readable> rows) {
        return database.transact(transaction -> {
            List<SenderStanding> knownSenders = intake.standings(
                    transaction,
                    rows.stream()
                            .map(row -> received(row.entry(), row.message()))
                            .toList());
            Map<UUID, RuntimeException> unreadable = new HashMap<>();
            Map<UUID, MemberIdentity> recipients = identities.withIds(
                    transaction,
                    rows.stream()
                            .map(row -> row.entry().arrival().account())
                            .distinct()
                            .toList(),
                    rows.stream()
                            .map(row -> row.entry().arrival().identity())
                            .distinct()
                            .toList(),
                    unreadable::put);
            List<Known> known = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                UUID identity = rows.get(i).entry().arrival().identity();
                MemberIdentity recipient = recipients.get(identity);
                if (recipient == null) {
                    throw unreadable.containsKey(identity)
                            ? new UnreadableRecipient(unreadable.get(identity))
                            : new UnknownObject("identity");
                }
                known.add(new Known(rows.get(i), recipient, knownSenders.get(i)));
            }
            return known;
        });
    }

    private static Received received(Entry entry, Message message) {
        Arrival arrival = entry.arrival();
        return new Received(arrival.account(), arrival.identity(), message, arrival.linkIdentity());
    }

    private static Judged judge(Known known) {
        Message message = known.row().message();
        Entry entry = known.row().entry();
        return new Judged(
                entry,
                known.recipient(),
                message,
                InboundDecision.decide(
                        message,
                        method(entry.arrival().method()),
                        known.sender(),
                        known.recipient().policy(),
                        Instant.now().getEpochSecond()));
    }

    private List<Journal.Decided> apply(Transaction transaction, List<Judged> judged) {
        Iterator<String> applied = intake.apply(
                        transaction,
                        judged.stream()
                                .filter(Judged::isReadable)
                                .map(Judged::decided)
                                .toList())
                .iterator();
        return judged.stream()
                .map(row -> new Journal.Decided(
                        row.entry().id(),
                        row.entry().arrival().account(),
                        row.isReadable() ? applied.next() : Intake.outcome(row.decision(), true)))
                .toList();
    }

    /** What the endpoint of the identity has to know of a message that was kept. */
    private void follow(Judged judged) {
        if (judged.decision() instanceof InboundDecision.Deliver deliver) {
            if (deliver.wantsSenderKey()) {
                endpoints.findRecipient(
                        judged.recipient().address(), judged.message().source());
            }
            deliver.ticket()
                    .ifPresent(ticket -> endpoints.ticketReceived(
                            judged.recipient().address(), judged.message().source(), ticket));
        }
    }

    private static DeliveryMethod method(Method method) {
        return switch (method) {
            case OPPORTUNISTIC -> DeliveryMethod.OPPORTUNISTIC;
            case PROPAGATED -> DeliveryMethod.PROPAGATED;
            case PAPER -> DeliveryMethod.PAPER;
            case AUTO, DIRECT -> DeliveryMethod.DIRECT;
        };
    }
}
