package weft.service.health;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Map;

/**
 * How one thing fares.
 *
 * @param code what it is about, stable
 * @param state whether somebody has to look
 * @param facts numbers and stable words, by name; a text that the system gave stands under {@code said}
 */
public record HealthItem(String code, State state, Map<String, Object> facts) {

    /** Whether somebody has to look. */
    public enum State {
        /** As it should be. */
        GOOD,
        /** It works, and will not for long or not for everybody. */
        LOOK,
        /** It does not work. */
        BAD;

        /** The word in JSON. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A thing that is as it should be. */
    public static HealthItem good(String code, Map<String, Object> facts) {
        return new HealthItem(code, State.GOOD, Map.copyOf(facts));
    }

    /** A thing that somebody should look at. */
    public static HealthItem look(String code, Map<String, Object> facts) {
        return new HealthItem(code, State.LOOK, Map.copyOf(facts));
    }

    /** A thing that does not work. */
    public static HealthItem bad(String code, Map<String, Object> facts) {
        return new HealthItem(code, State.BAD, Map.copyOf(facts));
    }

    /** Good below {@code look}, bad from {@code bad} on, of the same kind as the value. */
    public static State above(double value, double look, double bad) {
        return value >= bad ? State.BAD : value >= look ? State.LOOK : State.GOOD;
    }
}
