package weft.reticulum;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule finds what it is there to find. */
class SansIoRulesTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                ReadsFiles.class,
                ReadsTheClock.class,
                ReadsTheTime.class,
                RollsDice.class,
                StartsThreads.class,
                Locks.class,
                KeepsState.class,
                Hashes.class,
                Mixes.class,
                Collects.class
            })
    void everyOffenderBreaksExactlyOneRule(Class<?> offender) {
        assertThat(broken(offender)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(classes = {Harmless.class, Address.class})
    void ordinaryCodeBreaksNone(Class<?> ordinary) {
        assertThat(broken(ordinary)).isEmpty();
    }

    private static List<String> broken(Class<?> examined) {
        List<String> broken = new ArrayList<>();
        for (ArchRule rule : SansIoRules.all()) {
            if (rule.allowEmptyShould(true)
                    .evaluate(new ClassFileImporter().importClasses(examined))
                    .hasViolation()) {
                broken.add(rule.getDescription());
            }
        }
        return broken;
    }

    static final class ReadsFiles {
        boolean read(Path path) {
            return path.toFile().exists();
        }
    }

    static final class ReadsTheClock {
        long read() {
            return System.nanoTime();
        }
    }

    static final class ReadsTheTime {
        Object read() {
            return Instant.now();
        }
    }

    static final class RollsDice {
        int roll(Random dice) {
            return dice.nextInt();
        }
    }

    static final class StartsThreads {
        Thread thread(Runnable task) {
            return Thread.ofVirtual().unstarted(task);
        }
    }

    static final class Locks {
        synchronized int locked() {
            return 1;
        }
    }

    static final class KeepsState {
        static int state;
    }

    static final class Hashes {
        Map<String, String> table() {
            return new HashMap<>();
        }
    }

    static final class Mixes {
        Set<Integer> set() {
            return Set.of(1, 2);
        }
    }

    static final class Collects {
        Set<Integer> set() {
            return Stream.of(1, 2).collect(Collectors.toSet());
        }
    }

    static final class Harmless {
        Set<Integer> set() {
            return Set.of(1);
        }

        Map<Integer, Integer> map() {
            return Map.of(1, 2);
        }

        List<Integer> list() {
            return List.copyOf(List.of(1, 2, 3));
        }
    }
}
