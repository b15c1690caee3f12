package weft.transport.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RouterHeartbeatTest {

    private final List<Boolean> said = new ArrayList<>();
    private final RouterHeartbeat sign = new RouterHeartbeat(said::add);
    private long now = 17;

    @Test
    void asksEverySecondUntilItIsToldAndThenSaysEvery30Seconds() {
        look(3);
        assertThat(take()).containsExactly(false, false, false);
        sign.told(now);
        assertThat(take()).containsExactly(true);
        look(29);
        assertThat(take()).isEmpty();
        look(62);
        assertThat(take()).containsExactly(true, true, true);
    }

    @Test
    void isNotSilentWhenNobodyTells() {
        look(60);
        assertThat(take()).hasSize(60).containsOnly(false);
        look(90);
        assertThat(take()).containsExactly(false, false, false);
    }

    @Test
    void whoBeginsToHostHearsOfEveryRouterAtOnceHoweverManyItHosts() {
        look(1);
        sign.told(now);
        look(10);
        take();
        for (int i = 0; i < 1_000; i++) {
            sign.told(now);
        }
        assertThat(take()).containsExactly(true);
        look(1);
        sign.told(now);
        assertThat(take()).isEmpty();
        look(1);
        sign.told(now);
        assertThat(take()).containsExactly(true);
    }

    /** A look each second. */
    private void look(int times) {
        for (int i = 0; i < times; i++) {
            sign.look(now);
            now += TimeUnit.SECONDS.toNanos(1);
        }
    }

    private List<Boolean> take() {
        List<Boolean> taken = List.copyOf(said);
        said.clear();
        return taken;
    }
}
