package weft.transport.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.events.InterfaceStatus;

class CoalescedStatusTest {

    /** The clock of a machine may stand anywhere, and pass its end. */
    private static final long START = Long.MAX_VALUE - TimeUnit.MINUTES.toNanos(1);

    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long APART = CoalescedStatus.APART.toNanos();
    private static final long LOOK = CoalescedStatus.LOOK.toNanos();
    private static final MeshInterface.Status LOST = new MeshInterface.Status(DownReason.LOST, "lost");

    /** What was told of each, and when; the latest last. */
    private final Map<String, List<InterfaceStatus>> told = new HashMap<>();

    private final Map<String, Long> lastTold = new HashMap<>();
    private final Map<String, Long> untoldSince = new HashMap<>();
    private long now = START;
    private final CoalescedStatus coalesced = new CoalescedStatus(this::tell);

    private void tell(InterfaceStatus status) {
        List<InterfaceStatus> before = told.computeIfAbsent(status.name(), _ -> new ArrayList<>());
        if (!before.isEmpty() && before.getLast().equals(status)) {
            assertThat(now - lastTold.get(status.name())).isGreaterThanOrEqualTo(APART);
        }
        before.add(status);
        lastTold.put(status.name(), now);
        untoldSince.remove(status.name());
    }

    private void change(String name, MeshInterface.Status status) {
        untoldSince.putIfAbsent(name, now);
        coalesced.changed(name, status, now);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatChangesIsToldInTimeAndClientsNeverOftener(long seed) {
        Random random = new Random(seed);
        int quiet = 1 + random.nextInt(100);
        long nextLook = now;
        while (now - START < TimeUnit.MINUTES.toNanos(10)) {
            now += random.nextLong(STEP);
            if (now - nextLook >= 0) {
                coalesced.look(now);
                nextLook += LOOK;
            }
            if (random.nextInt(quiet) == 0) {
                String name = "server" + random.nextInt(3);
                boolean down = random.nextInt(50) == 0;
                change(name, down ? LOST : new MeshInterface.Status(random.nextInt(256)));
                assertThat(told.get(name).getLast().up()).isEqualTo(!down);
            }
            untoldSince.values().forEach(since -> assertThat(now - since).isLessThan(APART + LOOK + 2 * STEP));
        }
        assertThat(told.values()).hasSize(3).allMatch(each -> each.size() > 2);
    }

    @Test
    void whereNothingChangesNothingIsTold() {
        change("server", new MeshInterface.Status(0));
        change("server", new MeshInterface.Status(1));
        look(60);
        assertThat(told.get("server")).hasSize(2);
    }

    @Test
    void ofOneThatHasStoppedNothingIsToldAnyMoreAndItsNameIsFree() {
        change("server", new MeshInterface.Status(0));
        change("server", new MeshInterface.Status(1));
        change("server", new MeshInterface.Status(DownReason.STOPPED, "stopped"));
        look(60);
        assertThat(told.get("server")).extracting(InterfaceStatus::up).containsExactly(true, false);
        change("server", new MeshInterface.Status(0));
        assertThat(told.get("server").getLast().up()).isTrue();
    }

    private void look(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += LOOK;
            coalesced.look(now);
        }
    }
}
