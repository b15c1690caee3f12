package weft.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import weft.gateway.domain.BodyBudget.Begun;
import weft.gateway.domain.BodyBudget.Body;
import weft.gateway.domain.BodyBudget.NoRoom;
import weft.gateway.domain.BodyBudget.Refusal;
import weft.gateway.domain.BodyBudget.Sender;
import weft.gateway.domain.BodyBudget.Why;

class BodyBudgetTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int KIB = 1024;

    /** 1 MiB in all, 256 KiB for a host. */
    private final BodyBudget budget = new BodyBudget(64 * KIB, 8 * 1024 * KIB);

    private final List<String> ended = new ArrayList<>();
    private final Set<String> over = new HashSet<>();

    @Test
    void aHostHasItsBytesUntilItsRequestsAreAnswered() {
        List<Body> bodies = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            bodies.add(taken("a", 64 * KIB, 0));
        }
        assertThat(begin("a", 1, true, 0)).isEqualTo(new NoRoom(Refusal.HOST));
        bodies.getFirst().arrived();
        assertThat(begin("a", 1, true, 0)).isEqualTo(new NoRoom(Refusal.HOST));
        bodies.getFirst().release();
        bodies.getFirst().release();
        assertThat(taken("a", 64 * KIB, 0)).isNotNull();
        assertThat(taken("b", 64 * KIB, 0)).isNotNull();
        assertThat(budget.refusedOfHost()).isEqualTo(2);
    }

    @Test
    void aHostHasItsNumberOfBodiesThatArrive() {
        List<Body> bodies = new ArrayList<>();
        for (int i = 0; i < BodyBudget.ARRIVING_PER_HOST; i++) {
            bodies.add(taken("a", 10, 0));
        }
        assertThat(begin("a", 10, true, 0)).isEqualTo(new NoRoom(Refusal.HOST));
        bodies.getFirst().arrived();
        assertThat(begin("a", 10, true, 0)).isInstanceOf(Body.class);
    }

    @Test
    void aBodyWithoutLengthTakesRoomAsItComes() {
        Body body = taken("a", 0, 0);
        assertThat(body.received(200 * KIB)).isTrue();
        assertThat(budget.held()).isEqualTo(200 * KIB);
        assertThat(body.received(100 * KIB)).isFalse();
        assertThat(budget.held()).isZero();
        assertThat(body.received(1)).isFalse();
    }

    @Test
    void whatIsPromisedIsNotCountedTwice() {
        Body body = taken("a", 100 * KIB, 0);
        assertThat(body.received(100 * KIB)).isTrue();
        assertThat(budget.held()).isEqualTo(100 * KIB);
        body.arrived();
        body.release();
        assertThat(budget.held()).isZero();
        assertThat(budget.arriving()).isZero();
    }

    @Test
    void pastTheBoundOfStrangersTheirBodyThatArrivesForLongestGivesWayAndNoMembers() {
        begin("member", 64 * KIB, true, 0);
        for (int i = 0; i < 8; i++) {
            begin("stranger" + i, 64 * KIB, false, i * SECOND / 100);
        }
        assertThat(begin("late", 64 * KIB, false, SECOND)).isEqualTo(new NoRoom(Refusal.ALL));
        assertThat(begin("late", 64 * KIB, false, 3 * SECOND)).isInstanceOf(Body.class);
        assertThat(ended).containsExactly("stranger0 GIVES_WAY");
        assertThat(budget.held()).isEqualTo(9 * 64 * KIB);
    }

    /** However fast it begins anew. */
    @Test
    void whoTakesMuchLosesItToWhoTakesLittle() {
        for (int i = 0; i < 4; i++) {
            begin("greedy", 64 * KIB, false, i);
            begin("greedy too", 64 * KIB, false, i);
        }
        assertThat(begin("signs in", KIB, false, 10)).isInstanceOf(Body.class);
        assertThat(ended).hasSize(1).allMatch(gone -> gone.startsWith("greedy"));
        assertThat(begin("greedy", 64 * KIB, false, 11)).isEqualTo(new NoRoom(Refusal.ALL));
    }

    @Test
    void strangersLeaveHalfOfItToMembers() {
        for (int i = 0; i < 20; i++) {
            begin("stranger" + i, 64 * KIB, false, i);
        }
        assertThat(budget.held()).isEqualTo(budget.bytes() / 2);
        for (int i = 0; i < 8; i++) {
            assertThat(begin("member" + i, 64 * KIB, true, i)).isInstanceOf(Body.class);
        }
        assertThat(ended).isEmpty();
        assertThat(begin("one more", 64 * KIB, true, 9)).isInstanceOf(Body.class);
        assertThat(ended).hasSize(1).allMatch(gone -> gone.startsWith("stranger"));
    }

    @Test
    void membersWhoTakeAllThereIsLeaveRoomForOneWhoTakesLittle() {
        for (int i = 0; i < 4; i++) {
            for (int k = 0; k < 4; k++) {
                assertThat(begin("member" + k, 64 * KIB, true, i)).isInstanceOf(Body.class);
            }
        }
        assertThat(begin("member0", KIB, true, 5)).isEqualTo(new NoRoom(Refusal.HOST));
        assertThat(begin("other", KIB, true, 5)).isInstanceOf(Body.class);
        assertThat(ended).hasSize(1).allMatch(gone -> gone.startsWith("member"));
    }

    @Test
    void oneCredentialHasTheBytesOfOneHolderFromWhereverItSends() {
        UUID credential = UUID.randomUUID();
        for (int i = 0; i < 4; i++) {
            assertThat(begin(new Sender("host" + i, Optional.of(credential)), "x", 64 * KIB, 0))
                    .isInstanceOf(Body.class);
        }
        assertThat(begin(new Sender("host9", Optional.of(credential)), "x", 1, 0))
                .isEqualTo(new NoRoom(Refusal.HOST));
    }

    @Test
    void aBodyThatComesTooSlowlyEndsAfterItsGrace() {
        Body slow = taken("slow", 60 * KIB, 0);
        Body steady = taken("steady", 60 * KIB, 0);
        slow.received(500);
        budget.endSlow(20 * SECOND);
        assertThat(ended).isEmpty();
        for (int second = 1; second <= 30; second++) {
            steady.received(BodyBudget.RATE);
            budget.endSlow(second * SECOND);
        }
        assertThat(ended).containsExactly("slow TOO_SLOW");
        assertThat(budget.tooSlow()).isOne();
        assertThat(budget.arriving()).isOne();
    }

    @Test
    void whatIsHeldForARequestThatIsOverComesBackByItself() {
        Body arrived = taken("gone", 60 * KIB, 0);
        arrived.received(60 * KIB);
        arrived.arrived();
        taken("here", 60 * KIB, 0);
        over.add("gone");
        budget.endSlow(SECOND);
        assertThat(budget.held()).isEqualTo(60 * KIB);
        arrived.release();
        assertThat(budget.held()).isEqualTo(60 * KIB);
        assertThat(ended).isEmpty();
    }

    @Test
    void theLargestBodyFitsWhateverTheHeap() {
        long largest = 100L * 1024 * KIB;
        BodyBudget small = new BodyBudget(largest, 64L * 1024 * KIB);
        assertThat(small.bytesPerHost()).isEqualTo(largest);
        assertThat(small.bytes()).isEqualTo(2 * largest);
    }

    private Begun begin(String host, long length, boolean known, long now) {
        Optional<UUID> credential =
                known ? Optional.of(UUID.nameUUIDFromBytes(host.getBytes(StandardCharsets.UTF_8))) : Optional.empty();
        return begin(new Sender(host, credential), host, length, now);
    }

    private Begun begin(Sender sender, String name, long length, long now) {
        return budget.begin(
                sender,
                length,
                new BodyBudget.Request() {
                    @Override
                    public void end(Why why) {
                        assertThat(Thread.holdsLock(budget)).isFalse();
                        ended.add(name + " " + why);
                    }

                    @Override
                    public boolean isOver() {
                        // Its answer may have a lock whose holder is about to give back here: each would wait for the
                        // other.
                        assertThat(Thread.holdsLock(budget)).isFalse();
                        return over.contains(name);
                    }
                },
                now);
    }

    private Body taken(String host, long length, long now) {
        return (Body) begin(host, length, true, now);
    }
}
