package weft.bus.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.common.annotation.Identifier;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import weft.events.Channels;

class ChannelSettingsTest {

    /** The connector's defaults would put every channel into one group per service, and start where it left off. */
    @Test
    void everyChannelOfTheBusHasItsSettings() throws ReflectiveOperationException {
        List<String> channels = Arrays.stream(Channels.class.getFields())
                .map(ChannelSettingsTest::value)
                .toList();
        List<String> settled = Arrays.stream(ChannelSettings.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Identifier.class))
                .map(method -> method.getAnnotation(Identifier.class).value())
                .toList();
        assertThat(settled).containsExactlyInAnyOrderElementsOf(channels);
    }

    @Test
    void everyChannelHasAGroupOfItsOwn() throws ReflectiveOperationException {
        ChannelSettings settings = new ChannelSettings("message-service");
        List<String> groups = Arrays.stream(ChannelSettings.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Identifier.class))
                .map(method -> (String) call(settings, method).get("group.id"))
                .toList();
        assertThat(groups).doesNotContainNull().doesNotHaveDuplicates();
    }

    /** With the connector's own a broker that is away made every service unready, and each consumer took seconds to end. */
    @Test
    void noChannelTakesTheServiceAlongWhenTheBrokerIsAwayOrItEnds() {
        ChannelSettings settings = new ChannelSettings("message-service");
        assertThat(Arrays.stream(ChannelSettings.class.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Identifier.class))
                        .map(method -> call(settings, method)))
                .isNotEmpty()
                .allSatisfy(channel -> {
                    assertThat(channel.get("health-readiness-enabled")).isEqualTo("false");
                    assertThat(channel.get("graceful-shutdown")).isEqualTo("false");
                    assertThat(channel.get("close-timeout")).isEqualTo("1000");
                });
    }

    private static String value(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<?, ?> call(ChannelSettings settings, Method method) {
        try {
            return (Map<?, ?>) method.invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
