package weft.gateway.web;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** What the stub tells of the mesh around it. */
final class StubMesh {

    private StubMesh() {}

    static JsonObject node() {
        return new JsonObject()
                .put("version", "0.1.0")
                .put("name", "Harbour Club")
                .put("identityHash", "77aa".repeat(8))
                .put("transportId", "31f0".repeat(8))
                .put("destinations", new JsonObject().put("probe", "9a9a".repeat(8)));
    }

    static List<JsonObject> interfaces() {
        return List.of(
                new JsonObject()
                        .put("name", "hub")
                        .put("type", "tcp-client")
                        .put("host", "hub.example")
                        .put("port", 4242)
                        .put("state", "up")
                        .put("reason", null)
                        .put("reasonCode", null)
                        .put("mode", "full")
                        .put("bitrate", 10_000_000)
                        .put("ifacSize", 0)
                        .put("connections", 1)
                        .put("counters", counters(48_211_500, 1_204_991)),
                new JsonObject()
                        .put("name", "public")
                        .put("type", "tcp-server")
                        .put("host", "0.0.0.0")
                        .put("port", 4242)
                        .put("state", "up")
                        .put("reason", null)
                        .put("reasonCode", null)
                        .put("mode", "gateway")
                        .put("bitrate", 10_000_000)
                        .put("ifacSize", 16)
                        .put("connections", 3)
                        .put("counters", counters(920_300, 8_122)),
                new JsonObject()
                        .put("name", "roof")
                        .put("type", "tcp-client")
                        .put("host", "192.0.2.9")
                        .put("port", 4965)
                        .put("state", "down")
                        .put("mode", "boundary")
                        .put("bitrate", 9600)
                        .put("ifacSize", 0)
                        .put("connections", 0)
                        .put("counters", counters(0, 120))
                        .put("reason", "cannot reach roof.example:4242: Connection refused")
                        .put("reasonCode", "refused"));
    }

    private static JsonObject counters(long in, long out) {
        return new JsonObject()
                .put("bytesIn", in)
                .put("bytesOut", out)
                .put("accessViolations", 0)
                .put("badFrames", 0)
                .put("stalls", 0)
                .put("refusedClients", 0);
    }

    static List<JsonObject> paths() {
        return IntStream.range(0, 431)
                .mapToObj(i -> new JsonObject()
                        .put("address", "%032x".formatted(i))
                        .put("hops", 1 + i % 7)
                        .put("via", "31f0".repeat(8))
                        .put("interface", "hub")
                        .put("expiresAt", Instant.now().plusSeconds(3600).toString()))
                .toList();
    }
}
