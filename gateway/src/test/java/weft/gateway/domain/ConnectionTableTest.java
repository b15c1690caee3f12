package weft.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import weft.gateway.domain.ConnectionTable.Connection;
import weft.gateway.domain.ConnectionTable.Limits;
import weft.service.net.Source;

class ConnectionTableTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final ConnectionTable table =
            new ConnectionTable(new Limits(6, 3, 4, Duration.ofSeconds(20), Duration.ofSeconds(60)));
    private final List<String> ended = new ArrayList<>();

    @Test
    void aHostHasItsNumberAndGetsItBackWhenOneCloses() {
        Connection first = open("192.0.2.1", 0).orElseThrow();
        open("192.0.2.1", 0);
        open("192.0.2.1", 0);
        assertThat(open("192.0.2.1", 0)).isEmpty();
        assertThat(open("192.0.2.2", 0)).isPresent();
        first.closed();
        first.closed();
        assertThat(open("192.0.2.1", 0)).isPresent();
        assertThat(table.refusedOfSource()).isOne();
    }

    @Test
    void manySlash64OfOneSlash56HaveTheNumberOfTheNetwork() {
        for (int i = 0; i < 4; i++) {
            assertThat(open("2001:db8:1:" + i + "::1", 0)).isPresent();
        }
        assertThat(open("2001:db8:1:9::1", 0)).isEmpty();
        assertThat(open("2001:db8:2::1", 0)).isPresent();
    }

    @Test
    void aTrustedProxyMayOpenAsManyAsThereAre() {
        for (int i = 0; i < 6; i++) {
            assertThat(table.opened(Source.of("10.0.0.1"), false, () -> {}, 0)).isPresent();
        }
    }

    @Test
    void whenAllAreTakenTheOneThatWaitsLongestGivesWayAndOneWithARequestNever() {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(open("192.0.2." + i, i * SECOND).orElseThrow());
        }
        all.get(0).requestBegun();
        all.get(1).requestBegun();
        all.get(1).requestEnded(7 * SECOND);
        assertThat(open("198.51.100.1", 8 * SECOND)).isPresent();
        assertThat(ended).containsExactly("192.0.2.2");
        assertThat(table.open()).isEqualTo(6);
        for (int i = 3; i < 6; i++) {
            all.get(i).requestBegun();
        }
        all.get(1).requestBegun();
        Connection last = open("198.51.100.2", 9 * SECOND).orElseThrow();
        last.requestBegun();
        assertThat(open("198.51.100.3", 9 * SECOND)).isEmpty();
        assertThat(table.refusedOfAll()).isOne();
        assertThat(table.gaveWay()).isEqualTo(2);
    }

    @Test
    void aConnectionWithoutARequestEndsInTime() {
        Connection answered = open("192.0.2.1", 0).orElseThrow();
        Connection busy = open("192.0.2.2", 0).orElseThrow();
        open("192.0.2.3", 0);
        answered.requestBegun();
        answered.requestEnded(10 * SECOND);
        busy.requestBegun();
        busy.requestBegun();
        busy.requestEnded(SECOND);
        table.endOverdue(20 * SECOND);
        assertThat(ended).isEmpty();
        table.endOverdue(21 * SECOND);
        assertThat(ended).containsExactly("192.0.2.3");
        table.endOverdue(71 * SECOND);
        assertThat(ended).containsExactly("192.0.2.3", "192.0.2.1");
        table.endOverdue(10_000 * SECOND);
        assertThat(table.open()).isOne();
        assertThat(table.overdue()).isEqualTo(2);
    }

    private Optional<Connection> open(String address, long now) {
        return table.opened(
                Source.of(address),
                true,
                () -> {
                    assertThat(Thread.holdsLock(table)).isFalse();
                    ended.add(address);
                },
                now);
    }
}
