package weft.message.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.delivery.Recipient;
import weft.message.store.KnownDestinations.KnownDestination;
import weft.message.store.sql.Database;
import weft.reticulum.Address;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.test.TestDatabase;

/** Announces that are kept together, several of one destination among them. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class KnownDestinationsTest {

    @Inject
    Database database;

    @Inject
    KnownDestinations destinations;

    private final Identity identity = identity();
    private final Address address = DestinationName.LXMF_DELIVERY.destination(identity.hash());

    @Test
    void ofAnnouncesOfOneDestinationTheNewestIsKeptWhateverTheirOrder() {
        List<KnownDestination> heard = List.of(
                announce(identity, 2, "second", Optional.empty()),
                announce(identity, 3, "third", Optional.empty()),
                announce(identity, 1, "first", Optional.of(ratchet(1))));

        assertThat(keep(heard)).containsExactly(address);
        assertThat(known().data().name()).contains("third");
        assertThat(known().emittedAt()).isEqualTo(3);
    }

    @Test
    void aRatchetOfAnOlderAnnounceOfTheSameBatchStays() {
        keep(List.of(
                announce(identity, 1, "first", Optional.of(ratchet(1))),
                announce(identity, 2, "second", Optional.empty())));

        assertThat(known().data().name()).contains("second");
        assertThat(known().ratchet())
                .hasValueSatisfying(kept -> assertThat(kept).isEqualTo(ratchet(1)));
    }

    @Test
    void oneWithOtherKeysOrOlderThanWhatIsKnownIsNoNews() {
        keep(List.of(announce(identity, 5, "known", Optional.empty())));
        KnownDestination foreign = announce(identity(), 9, "foreign", Optional.empty());

        assertThat(keep(List.of(announce(identity, 4, "older", Optional.empty()), at(address, foreign))))
                .isEmpty();
        assertThat(known().data().name()).contains("known");
    }

    @Test
    void aBatchOfManyIsKeptWhole() {
        List<KnownDestination> heard = IntStream.range(0, 100)
                .mapToObj(n -> announce(
                        identity(),
                        n,
                        n % 3 == 0 ? null : "name " + n,
                        n % 2 == 0 ? Optional.empty() : Optional.of(ratchet(n))))
                .toList();

        assertThat(keep(heard)).hasSize(heard.size());
        for (KnownDestination each : heard) {
            Recipient expected = each.recipient();
            Recipient known = known(expected.destination());
            assertThat(known.data()).isEqualTo(expected.data());
            assertThat(known.identity()).isEqualTo(expected.identity());
            assertThat(known.ratchet().map(Hashes::sha256))
                    .isEqualTo(expected.ratchet().map(Hashes::sha256));
            assertThat(known.emittedAt()).isEqualTo(expected.emittedAt());
            assertThat(known.heardAt()).isEqualTo(expected.heardAt());
            assertThat(known.announce()).isEqualTo(expected.announce());
        }
    }

    private Set<Address> keep(List<KnownDestination> heard) {
        return database.transact(transaction -> destinations.keep(transaction, heard));
    }

    private Recipient known() {
        return known(address);
    }

    private Recipient known(Address destination) {
        return database.transact(transaction -> destinations
                .askAll(transaction, List.of(destination), (unreadable, why) -> {
                    throw why;
                })
                .get()
                .get(destination));
    }

    private static Identity identity() {
        return PrivateIdentity.generate(new SecureRandom()::nextBytes).identity();
    }

    private static byte[] ratchet(int filler) {
        byte[] key = new byte[32];
        key[0] = (byte) filler;
        return key;
    }

    private static KnownDestination announce(Identity of, long emittedAt, String name, Optional<byte[]> ratchet) {
        Address destination = DestinationName.LXMF_DELIVERY.destination(of.hash());
        Recipient recipient = new Recipient(
                destination,
                of,
                ratchet,
                new DeliveryAppData(
                        Optional.ofNullable(name), name == null ? OptionalInt.empty() : OptionalInt.of(8), true),
                Instant.parse("2026-01-01T00:00:00Z").getEpochSecond() + emittedAt,
                emittedAt,
                Hashes.sha256(destination.bytes(), Long.toString(emittedAt).getBytes(StandardCharsets.US_ASCII)));
        return new KnownDestination(recipient, KnownDestinations.DELIVERY, new byte[0], 1, Optional.of("line"));
    }

    private static KnownDestination at(Address destination, KnownDestination of) {
        Recipient recipient = of.recipient();
        return new KnownDestination(
                new Recipient(
                        destination,
                        recipient.identity(),
                        recipient.ratchet(),
                        recipient.data(),
                        recipient.heardAt(),
                        recipient.emittedAt(),
                        recipient.announce()),
                of.aspect(),
                of.appData(),
                of.hops(),
                of.interfaceName());
    }
}
