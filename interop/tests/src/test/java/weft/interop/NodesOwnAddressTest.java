package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.interop.Topology.Scene;

/** The node's own address, seen by a stock peer. */
class NodesOwnAddressTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void aStockPeersProbeIsAnsweredFromBehindTheBusAndAfterAKillFromTheSameAddress() {
        try (Scene scene = Topology.PEER_DIALS.set(directory)) {
            Member operator = scene.weft().operator();
            String address = probeAddress(operator);
            assertThat(scene.peer().probe(address, "rnstransport.probe", SOON)).isTrue();

            scene.weft().kill();
            scene.peer().dropPath(address);
            scene.weft().start();

            assertThat(probeAddress(operator)).isEqualTo(address);
            assertThat(scene.peer().probe(address, "rnstransport.probe", SOON)).isTrue();
        }
    }

    /** Told once this process has read the node's identity, which is moments after it was ready. */
    private static String probeAddress(Member operator) {
        return await().atMost(SOON).until(() -> hosting(operator).path("probe").asText(""), probe -> !probe.isEmpty());
    }

    private static JsonNode hosting(Member operator) {
        for (JsonNode item :
                operator.api().get("/api/v1/messages/health").expect(200).get("items")) {
            if (item.get("code").asText().equals("hosting")) {
                return item.get("facts");
            }
        }
        throw new AssertionError("the service does not say how it hosts");
    }
}
