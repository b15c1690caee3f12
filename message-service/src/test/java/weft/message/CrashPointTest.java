package weft.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import weft.message.config.CrashPoint;
import weft.message.config.CrashPoint.Place;

class CrashPointTest {

    @Test
    void configurationAloneArmsNothing() {
        assertThat(System.getProperty(CrashPoint.ARMED_BY)).isNull();
        CrashPoint unarmed = new CrashPoint(Optional.of("after-commit"));

        // Would end this process.
        unarmed.reach(Place.AFTER_COMMIT);
    }
}
