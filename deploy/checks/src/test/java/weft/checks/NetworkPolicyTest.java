package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weft.checks.NetworkRules.End;

/** Who may talk to whom in the cluster's overlay, as its NetworkPolicies say it. */
class NetworkPolicyTest {

    private static final Manifests CLUSTER = Manifests.ofOverlay("cluster");
    private static final NetworkRules RULES = new NetworkRules(CLUSTER);
    private static final End WORLD = End.address("198.51.100.7");
    private static final End PROMETHEUS = End.namespace(Map.of("weft-monitoring", "true"));
    private static final End NEIGHBOUR = End.namespace(Map.of("kubernetes.io/metadata.name", "somebody"));

    @ParameterizedTest
    @CsvSource({
        "weft-gateway, weft-auth, 8443",
        "weft-gateway, weft-message, 8443",
        "weft-gateway, weft-router-main, 8443",
        "weft-message, weft-auth, 8443",
        "weft-router-main, weft-auth, 8443"
    })
    void theseMeet(String from, String to, int port) {
        assertThat(RULES.allowed(pod(from), pod(to), port)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "weft-auth, weft-message, 8443",
        "weft-auth, weft-gateway, 8443",
        "weft-message, weft-router-main, 8443",
        "weft-message, weft-gateway, 8443",
        "weft-router-main, weft-message, 8443",
        "weft-gateway, weft-auth, 9000",
        "weft-gateway, weft-message, 9000"
    })
    void theseDont(String from, String to, int port) {
        assertThat(RULES.allowed(pod(from), pod(to), port)).isFalse();
    }

    @Test
    void theWorldReachesTheGatewayAndTheMeshAlone() {
        assertThat(RULES.allowed(WORLD, pod("weft-gateway"), 8443)).isTrue();
        assertThat(RULES.allowed(WORLD, pod("weft-router-main"), 4242)).isTrue();
        for (String inner : List.of("weft-auth", "weft-message", "weft-router-main")) {
            assertThat(RULES.allowed(WORLD, pod(inner), 8443)).as(inner).isFalse();
            assertThat(RULES.allowed(NEIGHBOUR, pod(inner), 8443)).as(inner).isFalse();
        }
    }

    @Test
    void metricsAreForPrometheusAlone() {
        for (String each : List.of("weft-gateway", "weft-auth", "weft-message", "weft-router-main")) {
            assertThat(RULES.allowed(PROMETHEUS, pod(each), 9000)).as(each).isTrue();
            assertThat(RULES.allowed(WORLD, pod(each), 9000)).as(each).isFalse();
            assertThat(RULES.allowed(NEIGHBOUR, pod(each), 9000)).as(each).isFalse();
        }
    }

    @Test
    void whoHoldsKeysDoesNotTalkToTheWorld() {
        assertThat(RULES.allowed(pod("weft-message"), WORLD, 443)).isFalse();
        assertThat(RULES.allowed(pod("weft-auth"), WORLD, 443)).isFalse();
        assertThat(RULES.allowed(pod("weft-gateway"), WORLD, 443)).isFalse();
        assertThat(RULES.allowed(pod("weft-gateway"), database(), 5432)).isFalse();
        assertThat(RULES.allowed(pod("weft-message"), database(), 5432)).isTrue();
    }

    private static End database() {
        return End.pod(Map.of("cnpg.io/cluster", "weft-db"));
    }

    private static End pod(String name) {
        return End.pod(CLUSTER.workloads()
                .map(Manifests::template)
                .map(Manifests::labels)
                .filter(labels -> name.equals(labels.get("app.kubernetes.io/name")))
                .findFirst()
                .orElseThrow());
    }
}
