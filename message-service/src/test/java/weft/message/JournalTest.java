package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.message.domain.MemberIdentity;
import weft.message.store.Journal;
import weft.message.store.Journal.Outcome;
import weft.message.store.ownership.Shards;
import weft.message.store.sql.Database;
import weft.reticulum.Address;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.test.TestDatabase;

/** What is in the journal is decided, whoever wrote it and whenever; once. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class JournalTest {

    private static final int BOUND = 500;

    @Inject
    Database database;

    @Inject
    Journal journal;

    @Inject
    Shards shards;

    private final Member member = new Member();
    private Member.Own own;

    @BeforeEach
    void make() {
        own = member.identity("Recipient");
    }

    @Test
    void arrivalsThatNobodyDecidedYetAreDecided() {
        Journal.Arrival arrival = arrival("left over by a crash");

        assertThat(write(arrival, BOUND)).isEqualTo(Outcome.WRITTEN);

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        member.get(own.path("/messages")).<List<String>>path("items.content"))
                .containsExactly("left over by a crash"));
    }

    @Test
    void theSameBytesAreWrittenOnceAndAcknowledgedAgain() {
        Journal.Arrival arrival = arrival("twice");

        assertThat(write(arrival, BOUND)).isEqualTo(Outcome.WRITTEN);
        assertThat(write(arrival, BOUND)).isEqualTo(Outcome.REPEATED);
    }

    @Test
    void aMemberAtItsBoundIsNotAcknowledged() {
        assertThat(write(arrival("too much"), 0)).isEqualTo(Outcome.FULL);
        assertThat(member.get(own.path("/messages")).<List<Object>>path("items"))
                .isEmpty();
    }

    @Test
    void whatIsNoMessageIsDecidedAndShownToNobody() {
        byte[] garbage = new byte[300];
        new SecureRandom().nextBytes(garbage);

        assertThat(write(member.arrival(own, garbage), BOUND)).isEqualTo(Outcome.WRITTEN);
        assertThat(write(arrival("after it"), BOUND)).isEqualTo(Outcome.WRITTEN);

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        member.get(own.path("/messages")).<List<String>>path("items.content"))
                .containsExactly("after it"));
    }

    @Test
    void anOwnerOfAnEarlierEpochCanNotWrite() {
        int shard = MemberIdentity.shardOf(Address.parse(own.address()));

        assertThatThrownBy(() -> database.perform(transaction -> shards.fence(transaction, shard, 0)))
                .isInstanceOf(Shards.StaleEpoch.class);
    }

    private Outcome write(Journal.Arrival arrival, int bound) {
        return database.transact(transaction -> journal.write(transaction, List.of(arrival), bound))
                .getFirst();
    }

    private Journal.Arrival arrival(String content) {
        PrivateIdentity sender = PrivateIdentity.generate(new SecureRandom()::nextBytes);
        return member.arrival(own, sender, content);
    }
}
