package weft.message.hosting;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import weft.lxmf.delivery.Recipient;
import weft.lxmf.delivery.receiving.InboundDecision;
import weft.lxmf.delivery.receiving.SignatureState;
import weft.lxmf.message.Message;
import weft.message.delivery.TraceTexts;
import weft.message.domain.StateChange.Trace;
import weft.message.hosting.endpoint.HostedEndpoints;
import weft.message.store.Deliveries;
import weft.message.store.KnownDestinations;
import weft.message.store.KnownDestinations.KnownDestination;
import weft.message.store.Traces;
import weft.message.store.UnverifiedMessages;
import weft.message.store.Wakeups;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.identity.Identity;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;
import weft.service.work.BatchWriter;

/**
 * Keeps what announces tell, wakes the messages that waited for it, here and elsewhere ({@link HeardElsewhere}), and looks again at
 * signatures that could not be checked. One replica hears each announce and writes it.
 *
 * <p>At most {@value #QUEUE} announces wait; past that one is dropped and counted. The next announce makes up for it.
 */
@Startup
@ApplicationScoped
public class AnnounceWriter {

    static final int QUEUE = 4_096;

    private static final Logger LOG = Logger.getLogger(AnnounceWriter.class);

    private static final int BATCH = 100;
    private static final int UNVERIFIED = 100;

    private final Database database;
    private final KnownDestinations destinations;
    private final Deliveries deliveries;
    private final UnverifiedMessages unverified;
    private final Traces traces;
    private final HostedEndpoints endpoints;
    private final Wakeups wakeups;
    private final Counter dropped;
    private final Quarantine<Address> unusable;
    private final Quarantine<UUID> unreadable;
    private final BatchWriter<KnownDestination> writer;

    AnnounceWriter(
            Database database,
            KnownDestinations destinations,
            Deliveries deliveries,
            UnverifiedMessages unverified,
            Traces traces,
            HostedEndpoints endpoints,
            Wakeups wakeups,
            Quarantines quarantines,
            MeterRegistry metrics) {
        this.database = database;
        this.destinations = destinations;
        this.deliveries = deliveries;
        this.unverified = unverified;
        this.traces = traces;
        this.endpoints = endpoints;
        this.wakeups = wakeups;
        this.unusable = quarantines.of("announces");
        this.unreadable = quarantines.of("unverified-messages");
        this.dropped = metrics.counter("weft_announces_dropped");
        this.writer = new BatchWriter<>("announces", BatchWriter.Bounds.of(QUEUE, BATCH), new Rows());
        BatchWriter.measure(metrics, "announces", List.of(writer));
    }

    /** Takes what an announce told. From any thread, without waiting. */
    public void tell(KnownDestination destination) {
        if (!writer.offer(destination)) {
            dropped.increment();
        }
    }

    /** An endpoint learned of a recipient by asking for its path. */
    void found(Recipient recipient, int hops) {
        tell(new KnownDestination(
                recipient, KnownDestinations.DELIVERY, recipient.data().encode(), hops, Optional.empty()));
    }

    private final class Rows implements BatchWriter.Target<KnownDestination> {

        @Override
        public Runnable write(List<KnownDestination> rows) {
            return keep(rows);
        }

        @Override
        public boolean passes(RuntimeException failure) {
            return failure instanceof StoreUnavailable;
        }

        /** The next announce of its destination is tried again. */
        @Override
        public void refused(KnownDestination heard, RuntimeException why) {
            unusable.failed(heard.recipient().destination(), why);
        }

        /** Only while the process ends. */
        @Override
        public void lost(List<KnownDestination> rows, RuntimeException why) {
            dropped.increment(rows.size());
        }
    }

    /** What a batch has set in motion: messages that now know their recipient, and senders whose messages can be checked. */
    private record Kept(Set<Address> news, List<Deliveries.Way> ways, Set<Address> senders) {}

    private Runnable keep(List<KnownDestination> batch) {
        Map<Address, Recipient> recipients = new HashMap<>();
        batch.forEach(heard -> recipients.merge(
                heard.recipient().destination(),
                heard.recipient(),
                BinaryOperator.maxBy(Comparator.comparingLong(Recipient::emittedAt))));
        Set<Address> delivery = batch.stream()
                .filter(heard -> heard.aspect().equals(KnownDestinations.DELIVERY))
                .map(heard -> heard.recipient().destination())
                .collect(Collectors.toSet());
        Kept kept = database.transact(transaction -> {
            Set<Address> news = destinations.keep(transaction, batch);
            Set<Address> recipientNews = new HashSet<>(news);
            recipientNews.retainAll(delivery);
            List<Deliveries.Way> ways =
                    recipientNews.isEmpty() ? List.of() : deliveries.sendersTo(transaction, recipientNews);
            return new Kept(news, ways, unverified.senders(transaction, recipients.keySet()));
        });
        return () -> {
            Set<Address> aside = unusable.rows();
            recipients.keySet().stream().filter(aside::contains).forEach(unusable::used);
            batch.stream()
                    .filter(heard -> kept.news().contains(heard.recipient().destination()))
                    .forEach(heard -> wakeups.heard(
                            heard.recipient().destination(),
                            heard.interfaceName().isPresent()));
            kept.ways().forEach(way -> endpoints.heard(way.own(), recipients.get(way.peer())));
            verify(kept.senders().stream().map(recipients::get).toList());
        };
    }

    /** Of each sender by itself: what fails for one keeps the others from nothing. Who is left waits for its next announce. */
    private void verify(List<Recipient> senders) {
        for (Recipient sender : senders) {
            try {
                verify(sender);
            } catch (StoreUnavailable away) {
                LOG.debugf(away, "messages of %d senders wait for an announce to be checked", senders.size());
                return;
            } catch (RuntimeException e) {
                LOG.warnf(e, "messages of %s could not be checked", sender.destination());
            }
        }
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
        List<Traces.Entry> told = new ArrayList<>();
        for (UnverifiedMessages.Unverified message : waiting) {
            if (!(Message.unpack(message.packed()) instanceof Decoded.Value<Message>(Message unpacked))) {
                unreadable.without(message.id(), new IllegalStateException("it does not unpack"));
                continue;
            }
            Optional<Identity> keys = Optional.of(sender.identity());
            SignatureState signature = InboundDecision.verify(unpacked, keys);
            if (unverified.verified(transaction, message, signature)) {
                told.add(new Traces.Entry(
                        message.account(),
                        message.id(),
                        new Trace("keys-came", TraceTexts.verified(signature), TraceTexts.facts(signature))));
            }
        }
        traces.add(transaction, told);
        return seen;
    }

    void stop(@Observes @Priority(Workers.WRITERS_STOP) ShutdownEvent ending) {
        writer.close(Workers.LAST_WRITES);
    }
}
