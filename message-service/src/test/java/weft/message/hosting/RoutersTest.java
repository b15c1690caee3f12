package weft.message.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import weft.message.domain.MemberIdentity;
import weft.message.hosting.endpoint.TestEndpoints;
import weft.reticulum.Address;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToRouter;

/** Which router takes what names none. */
class RoutersTest {

    private static final Address NORTH = new Address(1, 1);
    private static final Address SOUTH = new Address(2, 2);
    private static final Address EAST = new Address(3, 3);
    private static final Optional<Address> HOME = Optional.of(NORTH);

    private long now;
    private final Routers routers = new Routers(() -> now, new SimpleMeterRegistry());

    @Test
    void nobodyBeforeARouterWasHeardWhateverTheHome() {
        assertThat(routers.takes(identity(1), Optional.empty())).isEmpty();
        assertThat(routers.takes(identity(1), HOME)).isEmpty();
    }

    @Test
    void theHomeWhileItRuns() {
        routers.heard(SOUTH, 1);
        routers.heard(NORTH, 1);
        for (int i = 0; i < 100; i++) {
            assertThat(routers.takes(identity(i), HOME)).isEqualTo(HOME);
        }
    }

    /** The database came from a node whose router was another one. */
    @Test
    void anotherOneThatRunsWhenTheHomeWasNeverHeard() {
        routers.heard(SOUTH, 1);
        assertThat(routers.takes(identity(1), HOME)).contains(SOUTH);
        assertThat(routers.takes(identity(1), Optional.empty())).contains(SOUTH);
    }

    @Test
    void othersThatRunWhileTheHomeIsSilentAndTheHomeAgainAfterwards() {
        routers.heard(NORTH, 1);
        later(60);
        routers.heard(SOUTH, 1);
        routers.heard(EAST, 1);
        later(30);
        assertThat(routers.takes(identity(1), HOME)).isEqualTo(HOME);
        later(1);
        Map<Address, Address> taken = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            taken.put(identity(i), routers.takes(identity(i), HOME).orElseThrow());
        }
        assertThat(taken.values()).contains(SOUTH, EAST).doesNotContain(NORTH);
        taken.forEach(
                (identity, router) -> assertThat(routers.takes(identity, HOME)).contains(router));
        later(50);
        routers.heard(EAST, 1);
        later(11);
        // What the one took that is silent now goes to the other; nothing else moves.
        taken.keySet()
                .forEach(identity -> assertThat(routers.takes(identity, HOME)).contains(EAST));
        routers.heard(NORTH, 2);
        assertThat(routers.takes(identity(1), HOME)).isEqualTo(HOME);
    }

    /** The bus was away: who runs is not known, and nobody must be in two places when it is back. */
    @Test
    void whileNobodyIsHeardEverythingStaysAsItWas() {
        routers.heard(NORTH, 1);
        routers.heard(SOUTH, 1);
        later(1_000);
        assertThat(routers.running()).isEmpty();
        assertThat(routers.takes(identity(1), HOME)).isEqualTo(HOME);
        assertThat(routers.takes(identity(1), Optional.of(EAST))).isPresent();
        assertThat(routers.takes(identity(1), Optional.empty())).isPresent();
    }

    @Test
    void aRunThatWasHeardBeforeIsTold() {
        assertThat(routers.heard(NORTH, 1)).isEmpty();
        assertThat(routers.heard(NORTH, 1)).contains(1L);
        assertThat(routers.heard(NORTH, 2)).contains(1L);
        assertThat(routers.heard(SOUTH, 1)).isEmpty();
    }

    @Test
    void theHomeStandsOnWhatNamesNoInterface() {
        MemberIdentity identity = TestEndpoints.member(0).identity().withHomeRouter(NORTH);
        ToRouter free = new ToRouter.Outbound(identity.address(), 1, Optional.empty(), new byte[1]);
        assertThat(routers.addressed(identity.address(), identity.homeRouter(), free))
                .isSameAs(free);
        routers.heard(NORTH, 1);
        ToRouter bound =
                new ToRouter.Outbound(identity.address(), 1, Optional.of(new InterfaceRef(SOUTH, 1, 1)), new byte[1]);
        assertThat(routers.addressed(identity.address(), identity.homeRouter(), free))
                .isEqualTo(free.withHome(NORTH));
        assertThat(routers.addressed(identity.address(), identity.homeRouter(), bound))
                .isSameAs(bound);
        assertThat(routers.running()).isEqualTo(List.of(NORTH));
    }

    private void later(int seconds) {
        now += seconds * 1_000_000_000L;
    }

    private static Address identity(int number) {
        return new Address(0x1234_5678_9ABC_DEF0L * (number + 1), 0x0FED_CBA9_8765_4321L * (number + 7));
    }
}
