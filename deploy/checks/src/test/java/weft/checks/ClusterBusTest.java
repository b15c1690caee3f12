package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The topics of the cluster are the channels of the code, and each service may do with them what its code does and no more. */
class ClusterBusTest {

    private static final Pattern CHANNEL = Pattern.compile("String ([A-Z_]+) = \"([a-z-]+)\"");
    private static final Pattern USE = Pattern.compile("@(Incoming|Outgoing|Channel)\\(Channels\\.([A-Z_]+)\\)");
    private static final Pattern DELIVERY =
            Pattern.compile("Delivery\\.([A-Z_]+)\\.settings\\(\\w+, Channels\\.([A-Z_]+)\\)");
    private static final long MINUTE = 60_000;
    private static final int SHARDS = 64;
    private static final Map<String, String> CHANNELS = new HashMap<>();
    private static final Map<String, String> DELIVERIES = new HashMap<>();

    private static Manifests cluster;

    @BeforeAll
    static void read() throws IOException {
        cluster = Manifests.ofOverlay("cluster");
        Matcher channel = CHANNEL.matcher(source("events/src/main/java/weft/events/Channels.java"));
        while (channel.find()) {
            CHANNELS.put(channel.group(1), channel.group(2));
        }
        Matcher delivery = DELIVERY.matcher(source("bus-kafka/src/main/java/weft/bus/kafka/ChannelSettings.java"));
        while (delivery.find()) {
            DELIVERIES.put(CHANNELS.get(delivery.group(2)), delivery.group(1));
        }
        assertThat(DELIVERIES).hasSameSizeAs(CHANNELS).hasSizeGreaterThan(10);
    }

    private static String source(String path) throws IOException {
        return Files.readString(Tools.ROOT.resolve(path));
    }

    @Test
    void theTopicsAreTheChannels() {
        assertThat(cluster.ofKind("KafkaTopic").map(Manifests::nameOf))
                .containsExactlyInAnyOrderElementsOf(CHANNELS.values());
    }

    @Test
    void packetsAreKeptForAMinuteAndEventsUntilTheyAreReadAgain() {
        cluster.ofKind("KafkaTopic").forEach(topic -> {
            String name = Manifests.nameOf(topic);
            long kept = topic.at("/spec/config/retention.ms").asLong();
            assertThat(topic.at("/spec/config/segment.ms").asLong()).as(name).isLessThanOrEqualTo(kept);
            switch (DELIVERIES.get(name)) {
                case "PACKET_PLANE" -> assertThat(kept).as(name).isEqualTo(MINUTE);
                case "PACKETS_TO_OWNER" -> {
                    assertThat(kept).as(name).isEqualTo(MINUTE);
                    assertThat(topic.at("/spec/partitions").asInt()).as(name).isEqualTo(SHARDS);
                }
                case "EVENTS_TO_ONE_REPLICA" -> assertThat(kept).as(name).isGreaterThanOrEqualTo(24 * 60 * MINUTE);
                default -> assertThat(kept).as(name).isGreaterThanOrEqualTo(2 * MINUTE);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "weft-auth-bus, auth-service",
        "weft-message-bus, message-service",
        "weft-router-main-bus, transport-service"
    })
    void eachServiceMayDoWhatItsCodeDoes(String user, String module) throws IOException {
        assertThat(granted(user)).containsExactlyInAnyOrderElementsOf(needed(module));
    }

    /** Who has no channel has no user, and no way to the bus. */
    @Test
    void nobodyElseMayDoAnything() {
        assertThat(cluster.ofKind("KafkaUser").map(Manifests::nameOf))
                .containsExactlyInAnyOrder("weft-auth-bus", "weft-message-bus", "weft-router-main-bus");
        JsonNode kafka = cluster.ofKind("Kafka").findFirst().orElseThrow();
        assertThat(kafka.at("/spec/kafka/authorization/type").asText()).isEqualTo("simple");
        assertThat(kafka.at("/spec/kafka/listeners")).singleElement().satisfies(listener -> {
            assertThat(listener.path("tls").asBoolean()).isTrue();
            assertThat(listener.at("/authentication/type").asText()).isEqualTo("tls");
        });
    }

    private static List<String> granted(String user) {
        List<String> granted = new ArrayList<>();
        JsonNode acls = cluster.named("KafkaUser", user).orElseThrow().at("/spec/authorization/acls");
        acls.forEach(acl -> granted.add(String.join(
                " ",
                acl.at("/resource/type").asText(),
                acl.at("/resource/patternType").asText(),
                acl.at("/resource/name").asText(),
                new TreeSet<>(Manifests.each(acl.path("operations"))
                                .map(JsonNode::asText)
                                .toList())
                        .toString())));
        return granted;
    }

    private static Set<String> needed(String module) throws IOException {
        Set<String> needed = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Tools.ROOT.resolve(module).resolve("src/main/java"))) {
            for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                Matcher use = USE.matcher(Files.readString(file));
                while (use.find()) {
                    need(needed, module, use.group(1), CHANNELS.get(use.group(2)));
                }
            }
        }
        assertThat(needed).isNotEmpty();
        return needed;
    }

    private static void need(Set<String> needed, String module, String use, String channel) {
        if (!use.equals("Incoming")) {
            needed.add("topic literal " + channel + " [Describe, Write]");
            return;
        }
        needed.add("topic literal " + channel + " [Describe, Read]");
        needed.add(
                DELIVERIES.get(channel).equals("EVENTS_TO_ONE_REPLICA")
                        ? "group literal weft-" + module + "." + channel + " [Read]"
                        : "group prefix " + channel + ". [Read]");
    }
}
