package weft.service.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseHealthTest {

    @Test
    void oneThatAnswersAtOnceIsGoodAndTheAnswerIsHandedOn() {
        DatabaseHealth<Integer> health = DatabaseHealth.of(() -> 7);
        assertThat(health.answer()).contains(7);
        assertThat(health.item().code()).isEqualTo("database");
        assertThat(health.item().state()).isEqualTo(HealthItem.State.GOOD);
        assertThat(health.item().facts()).containsOnlyKeys("ms");
    }

    @Test
    void oneThatTakesASecondIsLookedAt() {
        assertThat(DatabaseHealth.answered("", Duration.ofMillis(999)).item())
                .isEqualTo(HealthItem.good("database", Map.of("ms", 999L)));
        assertThat(DatabaseHealth.answered("", Duration.ofSeconds(1)).item())
                .isEqualTo(HealthItem.look("database", Map.of("ms", 1000L)));
    }

    @Test
    void oneThatDoesNotAnswerIsBad() {
        DatabaseHealth<Integer> health = DatabaseHealth.of(() -> {
            throw new IllegalStateException("away");
        });
        assertThat(health.answer()).isEmpty();
        assertThat(health.item()).isEqualTo(HealthItem.bad("database", Map.of()));
    }
}
