package weft.message.hosting;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jboss.logging.Logger;
import weft.lxmf.delivery.Recipient;
import weft.lxmf.delivery.receiving.InboundDecision;
import weft.lxmf.delivery.receiving.SignatureState;
import weft.lxmf.message.Message;
import weft.message.delivery.TraceTexts;
import weft.message.hosting.endpoint.HostedEndpoints;
import weft.message.store.Deliveries;
import weft.message.store.KnownDestinations;
import weft.message.store.KnownDestinations.KnownDestination;
import weft.message.store.Traces;
import weft.message.store.UnverifiedMessages;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.identity.Identity;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;

/**
 * Keeps what announces tell, wakes the messages that waited for it, and looks again at signatures that could not be checked.
 *
 * <p>At most {@value #QUEUE} announces wait; past that one is dropped and counted. The next announce makes up for it.
 */
@ApplicationScoped
public class AnnounceWriter {

    static final int QUEUE = 4_096;

    private static final int BATCH = 100;
    private static final int UNVERIFIED = 100;

    private static final Logger LOG = Logger.getLogger(AnnounceWriter.class);

    private final Database database;
    private final KnownDestinations destinations;
    private final Deliveries deliveries;
    private final UnverifiedMessages unverified;
    private final Traces traces;
    private final HostedEndpoints endpoints;
    private final BlockingQueue<KnownDestination> queue = new LinkedBlockingQueue<>(QUEUE);
    private final Counter dropped;
    private final Quarantine<Address> unusable;
    private final Quarantine<UUID> unreadable;
    private final Loop loop;

    AnnounceWriter(
            Database database,
            KnownDestinations destinations,
            Deliveries deliveries,
            UnverifiedMessages unverified,
            Traces traces,
            HostedEndpoints endpoints,
            Quarantines quarantines,
            MeterRegistry metrics) {
        this.database = database;
        this.destinations = destinations;
        this.deliveries = deliveries;
        this.unverified = unverified;
        this.traces = traces;
        this.endpoints = endpoints;
        this.unusable = quarantines.of("announces");
        this.unreadable = quarantines.of("unverified-messages");
        this.dropped = metrics.counter("weft_announces_dropped");
        Gauge.builder("weft_announces_queue", queue, Collection::size).register(metrics);
        Gauge.builder("weft_announces_queue_bound", () -> QUEUE).register(metrics);
        this.loop = new Loop("announces", Duration.ofSeconds(5), this::round);
    }

    /** Takes what an announce told. From any thread, without waiting. */
    public void tell(KnownDestination destination) {
        if (queue.offer(destination)) {
            loop.wake();
        } else {
            dropped.increment();
        }
    }

    /** An endpoint learned of a recipient by asking for its path. */
    void found(Recipient recipient, int hops) {
        tell(new KnownDestination(
                recipient, KnownDestinations.DELIVERY, recipient.data().encode(), hops, Optional.empty()));
    }

    private boolean round() {
        List<KnownDestination> batch = new ArrayList<>();
        queue.drainTo(batch, BATCH);
        if (batch.isEmpty()) {
            return false;
        }
        keepAll(batch);
        return !queue.isEmpty();
    }

    private void keepAll(List<KnownDestination> batch) {
        try {
            keep(batch);
        } catch (StoreUnavailable away) {
            throw away;
        } catch (RuntimeException e) {
            LOG.debug("announces that can't be kept together are kept one by one", e);
            batch.forEach(this::keepAlone);
        }
    }

    /** An announce that the database refuses must not take the others with it. The next one of its destination is tried again. */
    private void keepAlone(KnownDestination heard) {
        Address destination = heard.recipient().destination();
        try {
            keep(List.of(heard));
            unusable.used(destination);
        } catch (StoreUnavailable away) {
            throw away;
        } catch (RuntimeException e) {
            unusable.failed(destination, e);
        }
    }

    private void keep(List<KnownDestination> batch) {
        record Waking(Address own, Recipient recipient) {}
        List<Waking> waking = database.transact(transaction -> {
            List<Waking> due = new ArrayList<>();
            // In one order, so that two replicas that hear the same announces don't wait for each other.
            batch.stream()
                    .sorted((a, b) ->
                            a.recipient().destination().compareTo(b.recipient().destination()))
                    .forEach(heard -> {
                        if (destinations.keep(transaction, heard)
                                && heard.aspect().equals(KnownDestinations.DELIVERY)) {
                            Recipient recipient = heard.recipient();
                            deliveries
                                    .sendersTo(transaction, recipient.destination())
                                    .forEach(own -> due.add(new Waking(own, recipient)));
                        }
                    });
            return due;
        });
        waking.forEach(wake -> endpoints.heard(wake.own(), wake.recipient()));
        batch.forEach(heard -> verify(heard.recipient()));
    }

    /** Messages whose sender was not known: now their signatures can be checked. */
    private void verify(Recipient sender) {
        Set<UUID> looked = new HashSet<>();
        // Of large ones fewer come at a time, so only none means that there are no more.
        while (looked.addAll(database.<Set<UUID>>transact(transaction -> verify(transaction, sender, looked)))) {}
    }

    /**
     * Looks at some of them.
     *
     * @param looked those that were looked at before
     * @return those that were looked at now, whether they could be read or not
     */
    private Set<UUID> verify(Transaction transaction, Recipient sender, Set<UUID> looked) {
        Set<UUID> seen = new HashSet<>();
        List<UnverifiedMessages.Unverified> waiting =
                unverified.from(transaction, sender.destination(), looked, UNVERIFIED, (id, why) -> {
                    seen.add(id);
                    unreadable.without(id, why);
                });
        waiting.forEach(message -> seen.add(message.id()));
        for (UnverifiedMessages.Unverified message : waiting) {
            if (!(Message.unpack(message.packed()) instanceof Decoded.Value<Message>(Message unpacked))) {
                unreadable.without(message.id(), new IllegalStateException("it does not unpack"));
                continue;
            }
            Optional<Identity> keys = Optional.of(sender.identity());
            SignatureState signature = InboundDecision.verify(unpacked, keys);
            if (unverified.verified(transaction, message, signature)) {
                traces.add(
                        transaction,
                        message.account(),
                        message.id(),
                        "keys-came",
                        TraceTexts.verified(signature),
                        TraceTexts.facts(signature));
            }
        }
        return seen;
    }

    @PreDestroy
    void stop() {
        loop.close();
    }
}
