package weft.message.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.delivery.Recipient;
import weft.message.store.KnownDestinations;
import weft.message.store.KnownDestinations.KnownDestination;
import weft.message.store.UnverifiedMessages;
import weft.message.store.Wakeups;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.quarantine.Quarantines;

/** The bound of the announces that wait, while the database takes nothing. */
@Timeout(60)
class AnnounceWriterTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final StalledDatabase database = new StalledDatabase();
    private final List<Address> kept = Collections.synchronizedList(new ArrayList<>());
    private final Identity identity =
            PrivateIdentity.generate(new SecureRandom()::nextBytes).identity();
    private final AnnounceWriter heard = new AnnounceWriter(
            database,
            new KnownDestinations() {
                @Override
                public Set<Address> keep(Transaction transaction, List<KnownDestination> heard) {
                    heard.forEach(each -> kept.add(each.recipient().destination()));
                    return Set.of();
                }
            },
            null,
            new UnverifiedMessages(null, null, null) {
                @Override
                public Set<Address> senders(Transaction transaction, Collection<Address> peers) {
                    return Set.of();
                }
            },
            null,
            null,
            new Wakeups(),
            new Quarantines(metrics),
            metrics);

    @Test
    void anAnnouncePastTheQueueIsDroppedAndCounted() throws InterruptedException {
        heard.tell(announce(0));
        database.awaitStall();
        for (int i = 1; i <= AnnounceWriter.QUEUE; i++) {
            heard.tell(announce(i));
        }
        assertThat(dropped()).isZero();
        heard.tell(announce(AnnounceWriter.QUEUE + 1));

        assertThat(dropped()).isOne();
        assertThat(metrics.get("weft_announces_queue").gauge().value()).isEqualTo(AnnounceWriter.QUEUE);
        database.goOn();
        await().atMost(Duration.ofSeconds(30)).until(() -> kept.size() > AnnounceWriter.QUEUE);
        heard.stop(new ShutdownEvent());
        assertThat(kept).hasSize(AnnounceWriter.QUEUE + 1).doesNotContain(address(AnnounceWriter.QUEUE + 1));
    }

    private double dropped() {
        return metrics.get("weft_announces_dropped").counter().count();
    }

    private KnownDestination announce(int number) {
        Recipient recipient = new Recipient(
                address(number),
                identity,
                Optional.empty(),
                DeliveryAppData.ABSENT,
                0,
                number,
                Hashes.sha256(new byte[1]));
        return new KnownDestination(recipient, "some.other", new byte[0], 1, Optional.empty());
    }

    private static Address address(int number) {
        return new Address(1, number);
    }
}
