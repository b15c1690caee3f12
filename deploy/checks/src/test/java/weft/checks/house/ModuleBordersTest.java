package weft.checks.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.checks.Tools;

/** What modules may be built upon, as the poms have it; what their tests need is their own affair. */
class ModuleBordersTest {

    private static final Set<String> SERVICES =
            Set.of("auth-service", "message-service", "transport-service", "gateway");

    private static Modules modules;

    @BeforeAll
    static void read() {
        modules = Modules.of(Tools.ROOT);
        assertThat(modules.always().uses()).containsKeys(SERVICES.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth-service", "message-service", "transport-service", "gateway"})
    void noServiceIsBuiltUponAnother(String service) {
        assertThat(used(service)).doesNotContainAnyElementsOf(SERVICES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"protocol/reticulum", "protocol/lxmf", "protocol/simulator"})
    void theProtocolKnowsItselfAndNames(String module) {
        assertThat(used(module)).allMatch(used -> used.equals("names") || used.startsWith("protocol/"));
    }

    @Test
    void whatEverybodyMayUseUsesNothing() {
        assertThat(List.of(used("names"), used("events"))).allMatch(Set::isEmpty);
        assertThat(used("service-base")).containsExactly("names");
    }

    @Test
    void onlyWhatHostsTheProtocolIsBuiltUponIt() {
        assertThat(used("auth-service")).noneMatch(used -> used.startsWith("protocol/"));
        assertThat(used("gateway")).noneMatch(used -> used.startsWith("protocol/"));
    }

    private static Set<String> used(String module) {
        Set<String> used = new TreeSet<>(modules.always().uses().get(module));
        used.addAll(modules.onTheirOwn().uses().get(module));
        return used;
    }
}
