package weft.message.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.delivery.receiving.InboundPolicy.Strangers;
import weft.message.domain.MemberIdentity;
import weft.message.domain.MemberIdentity.Settings;
import weft.message.store.sql.Database;
import weft.reticulum.Address;
import weft.service.test.TestDatabase;

/** Which identities want to be announced. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class IdentitiesTest {

    private static final Duration YEARS = Duration.ofDays(10_000);

    @Inject
    Database database;

    @Inject
    Accounts accounts;

    @Inject
    Identities identities;

    private MemberIdentity identity;

    @BeforeEach
    void anIdentityThatWasNeverAnnounced() {
        identity = StoredIdentity.make(database, accounts, identities);
    }

    @AfterEach
    void deleted() {
        database.perform(transaction -> accounts.delete(transaction, identity.account()));
    }

    @Test
    void anAnnounceThatSaysWhatIsTrueFulfilsTheWishesUntilThen() {
        assertThat(wanted()).isTrue();

        announced("Member", OptionalInt.empty(), later());

        assertThat(wanted()).isFalse();
    }

    @Test
    void aWishThatIsNewerThanTheAnnounceStays() {
        announced("Member", OptionalInt.empty(), identity.createdAt().minusSeconds(1));

        assertThat(wanted()).isTrue();
    }

    /** The cost or the name was changed while the announce was on its way to the mesh. */
    @Test
    void anAnnounceThatSaysWhatIsNotTrueAnyMoreFulfilsNothing() {
        database.perform(transaction -> identities.update(
                transaction,
                identity,
                new Settings(
                        "Member",
                        OptionalInt.of(8),
                        false,
                        false,
                        Optional.empty(),
                        OptionalInt.empty(),
                        Strangers.ALLOW,
                        false)));

        announced("Member", OptionalInt.empty(), later());
        assertThat(wanted()).isTrue();
        announced("Another", OptionalInt.of(8), later());
        assertThat(wanted()).isTrue();

        announced("Member", OptionalInt.of(8), later());
        assertThat(wanted()).isFalse();
    }

    /** Else the mesh would not hear of it until the clock has caught up. */
    @Test
    void whatWasAnnouncedBeforeTheClockWasSetBackIsAnnouncedAgain() {
        announced("Member", OptionalInt.empty(), Instant.now().plus(Duration.ofDays(1)));
        assertThat(wanted()).isTrue();

        announced("Member", OptionalInt.empty(), later());
        assertThat(wanted()).isFalse();
    }

    /** Else it would be announced every ten seconds until the clock has caught up. */
    @Test
    void aWishOfBeforeTheClockWasSetBackIsFulfilledOnce() {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        database.perform(transaction -> identities.wantAnnounce(transaction, identity));

        announced("Member", OptionalInt.empty(), yesterday);

        List<Address> due = database.transact(
                transaction -> identities.toAnnounce(transaction, List.of(identity.shard()), yesterday, YEARS, 1_000));
        assertThat(due).doesNotContain(identity.address());
    }

    @Test
    void theMinuteOfAnnouncesIsNotADayWhenTheClockWasSetBack() {
        Instant now = Instant.now();
        for (int i = 0; i < Identities.ANNOUNCES_PER_MINUTE; i++) {
            assertThat(requested(now.plus(Duration.ofDays(1)))).isTrue();
        }
        assertThat(requested(now.plus(Duration.ofDays(1)))).isFalse();

        assertThat(requested(now)).isTrue();
    }

    private boolean requested(Instant at) {
        return database.transact(transaction -> identities.requestAnnounce(transaction, identity, at));
    }

    private void announced(String name, OptionalInt cost, Instant at) {
        database.perform(transaction -> identities.announced(
                transaction,
                identity.account(),
                identity.id(),
                new DeliveryAppData(Optional.of(name), cost, true),
                at));
    }

    private boolean wanted() {
        return database.transact(transaction ->
                        identities.toAnnounce(transaction, List.of(identity.shard()), Instant.now(), YEARS, 1_000))
                .contains(identity.address());
    }

    private static Instant later() {
        return Instant.now().plus(Duration.ofSeconds(50));
    }
}
