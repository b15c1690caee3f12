package weft.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReplayTest {

    /** What the other JVM plays: a busy run whose hash it prints. */
    public static final class Player {
        public static void main(String[] seed) {
            System.out.println("hash " + play(Long.parseLong(seed[0])));
        }

        static long play(long seed) {
            SimulatedMesh mesh = new SimulatedMesh(seed);
            Trouble trouble = new Trouble(new Correspondence(mesh));
            for (int i = 0; i < 20; i++) {
                trouble.next();
            }
            return mesh.simulation().trace().hash();
        }
    }

    @Test
    void anotherVirtualMachinePlaysTheSameRun() throws IOException, InterruptedException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "-XX:TieredStopAtLevel=1",
                        Player.class.getName(),
                        "7")
                .redirectErrorStream(true)
                .start();
        String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(other.waitFor()).as(said).isZero();
        assertThat(said).contains("hash " + Player.play(7));
    }

    @Test
    void differentSeedsAreDifferentRuns() {
        assertThat(Player.play(1)).isNotEqualTo(Player.play(2));
    }

    @Test
    void aFailingRunSaysHowToRepeatIt() {
        assertThatThrownBy(() -> Seeds.play(
                        1, mesh -> mesh.simulation().runUntil("what never comes", 1_000_000_000L, () -> false)))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("-Dtest=weft.simulator.ReplayTest#aFailingRunSaysHowToRepeatIt -Dtest.seed=1")
                .hasMessageContaining("what never comes");
    }

    @Test
    void aRunThatDoesNotRepeatItselfFails() {
        AtomicLong outside = new AtomicLong();
        assertThatThrownBy(() -> Seeds.play(1, mesh -> {
                    mesh.transportNode("node");
                    mesh.simulation().runFor(1000 + outside.incrementAndGet());
                    mesh.wire(mesh.transportNode("one"), mesh.transportNode("two"), LinkModel.CLEAN);
                }))
                .hasMessageContaining("two runs of seed 1 differ");
    }
}
