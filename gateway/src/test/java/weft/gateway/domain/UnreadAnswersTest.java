package weft.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.gateway.domain.UnreadAnswers.Connection;
import weft.service.net.Source;

class UnreadAnswersTest {

    private static final long SECOND = 1_000_000_000;
    private static final long MINUTE = UnreadAnswers.WINDOW.toNanos();

    /** 1,000,000 bytes in all and 250,000 of one host. */
    private final UnreadAnswers unread = new UnreadAnswers(250_000, 8_000_000);

    private final List<String> ended = new ArrayList<>();

    @Test
    void pastTheBoundOfAHostItsConnectionGivesWayThatHasTakenNothingForLongest() {
        Connection other = open("other", "192.0.2.2");
        Connection reads = open("reads", "192.0.2.1");
        Connection deaf = open("deaf", "192.0.2.1");
        Connection more = open("more", "192.0.2.1");
        other.written(100_000, 0);
        reads.written(100_000, 0);
        deaf.written(100_000, 0);
        reads.sent(1_000, SECOND);
        more.written(51_000, SECOND);
        assertThat(ended).isEmpty();
        more.written(1, SECOND);
        assertThat(ended).containsExactly("deaf");
        assertThat(unread.held()).isEqualTo(100_000 + 99_000 + 51_001);
        assertThat(unread.endedOfSource()).isOne();
    }

    @Test
    void pastTheBoundOfAllTheOneGivesWayThatHasTakenNothingForLongest() {
        for (int i = 1; i <= 4; i++) {
            open("c" + i, "192.0.2." + i).written(240_000, i * SECOND);
        }
        open("last", "192.0.2.9").written(40_001, 9 * SECOND);
        assertThat(ended).containsExactly("c1");
        assertThat(unread.endedOfAll()).isOne();
    }

    @Test
    void oneWithMoreThanItsHostMayHaveEndsWhateverElseThereIs() {
        Connection one = open("one", "192.0.2.1");
        one.waitForLeave(250_000, 0);
        assertThat(ended).isEmpty();
        one.waitForLeave(1, 0);
        assertThat(ended).containsExactly("one");
        one.leaveGiven(250_001, 0);
        one.closed();
        assertThat(unread.held()).isZero();
    }

    @Test
    void manySlash64OfOneSlash56HaveTwiceAsMuch() {
        open("a", "2001:db8:1:1::1").written(250_000, 0);
        open("b", "2001:db8:1:2::1").written(250_000, 0);
        assertThat(ended).isEmpty();
        open("c", "2001:db8:1:3::1").written(1, 0);
        assertThat(ended).containsExactly("a");
    }

    @Test
    void aTrustedProxyHasTheBoundOfAll() {
        Connection proxy = unread.opened(Source.of("10.0.0.1"), false, () -> ended.add("proxy"));
        proxy.written(1_000_000, 0);
        assertThat(ended).isEmpty();
    }

    @Test
    void aConnectionThatTakesLessThanTheRateEndsAndASlowOneStays() {
        Connection deaf = open("deaf", "192.0.2.1");
        Connection slow = open("slow", "192.0.2.2");
        deaf.written(100_000, 0);
        slow.written(200_000, 0);
        slow.sent(60_000, 59 * SECOND);
        unread.endSlow(MINUTE - 1);
        assertThat(ended).isEmpty();
        unread.endSlow(MINUTE);
        assertThat(ended).containsExactly("deaf");
        slow.sent(59_999, MINUTE + SECOND);
        unread.endSlow(2 * MINUTE);
        assertThat(ended).containsExactly("deaf", "slow");
        assertThat(unread.tooSlow()).isEqualTo(2);
    }

    @Test
    void aStreamOfEventsThatIsReadMayBeAsSlowAsItIs() {
        Connection events = open("events", "192.0.2.1");
        for (int i = 0; i < 10; i++) {
            events.written(100, i * MINUTE);
            events.sent(100, i * MINUTE + SECOND);
            unread.endSlow((i + 1) * MINUTE - 1);
        }
        events.written(100, 10 * MINUTE);
        unread.endSlow(10 * MINUTE + 1);
        assertThat(ended).isEmpty();
    }

    @Test
    void aClientThatLetsNothingComeIsNoReaderOfSmallThings() {
        Connection pings = open("pings", "192.0.2.1");
        pings.waitForLeave(10_000, 0);
        pings.written(100_000, 0);
        pings.sent(100_000, SECOND);
        unread.endSlow(MINUTE);
        assertThat(ended).containsExactly("pings");
    }

    private Connection open(String name, String address) {
        return unread.opened(Source.of(address), true, () -> {
            assertThat(Thread.holdsLock(unread)).isFalse();
            ended.add(name);
        });
    }
}
