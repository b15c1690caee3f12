package weft.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node's own database is killed, again and again, while a member writes. */
class DatabaseDeathIT {

    private static final Duration BACK = Duration.ofSeconds(40);

    /** Fewer in a second than a client may write. */
    private static final Duration PACE = Duration.ofMillis(25);

    private static final int DATABASE_LOST = 3;
    private static final int TERMINATED = 143;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    /** One member who writes without a pause, and what became of it. */
    private static final class Writer implements AutoCloseable {

        private final AtomicBoolean ended = new AtomicBoolean();
        private final Queue<HttpResponse<String>> refused = new ConcurrentLinkedQueue<>();
        private final Queue<Throwable> unanswered = new ConcurrentLinkedQueue<>();
        private final Set<String> accepted = new ConcurrentSkipListSet<>();
        private final Thread thread;

        Writer(NodeClient client, JsonNode identity) {
            thread = Thread.ofVirtual().start(() -> {
                for (int i = 0; !ended.get(); i++) {
                    write(client, identity, "message " + i);
                    LockSupport.parkNanos(PACE.toNanos());
                }
            });
        }

        private void write(NodeClient client, JsonNode identity, String content) {
            try {
                HttpResponse<String> answer = client.post(
                        "/identities/" + identity.get("id").asText() + "/messages",
                        NodeClient.json(Map.of("to", identity.get("address").asText(), "content", content)));
                if (answer.statusCode() == 202) {
                    accepted.add(JSON.readTree(answer.body()).get("id").asText());
                } else {
                    refused.add(answer);
                }
            } catch (IOException e) {
                unanswered.add(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void end() throws InterruptedException {
            ended.set(true);
            thread.join();
        }

        @Override
        public void close() {
            ended.set(true);
        }
    }

    @Test
    void messagesAreTakenAgainNoneIsLostAndTheFourthDeathInARowEndsTheNode() throws Exception {
        Path data = directory.resolve("data");
        int port = RunningNode.freePort();
        try (RunningNode node = RunningNode.ready(data, "--port", String.valueOf(port));
                NodeClient client = NodeClient.operatorOf(node, data, port)) {
            JsonNode identity = client.identity();
            long first = node.databasePid();
            try (Writer writer = new Writer(client, identity)) {
                for (int death = 1; death <= 3; death++) {
                    await().atMost(BACK).until(() -> !writer.accepted.isEmpty());
                    killTheDatabaseOf(node);
                    int before = writer.accepted.size();
                    await().atMost(BACK).until(() -> writer.accepted.size() > before + 5);
                }
                assertThat(writer.unanswered).isEmpty();
                assertThat(writer.refused).isNotEmpty().allSatisfy(answer -> {
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                });
                writer.end();
                assertThat(kept(client, identity)).containsAll(writer.accepted);
            }
            assertThat(node.databasePid()).isNotEqualTo(first);

            killTheDatabaseOf(node);
            assertThat(node.exitCode()).isEqualTo(DATABASE_LOST);
            assertThat(node.output()).contains("does not stay up");
            await().atMost(BACK).until(() -> RunningNode.postgresIn(data).isEmpty());
        }
    }

    @Test
    void aNodeThatIsEndedWhileItsDatabaseIsStartedAgainEndsWithIt() throws Exception {
        Path data = directory.resolve("data");
        try (RunningNode node = RunningNode.ready(data, "--port", String.valueOf(RunningNode.freePort()))) {
            killTheDatabaseOf(node);
            await().atMost(BACK).until(() -> node.said("Start 1 of 3"));
            node.stop();
            assertThat(node.exitCode()).isEqualTo(TERMINATED);
            assertThat(RunningNode.postgresIn(data)).isEmpty();
        }
    }

    private static void killTheDatabaseOf(RunningNode node) throws IOException {
        long database = node.databasePid();
        ProcessHandle.of(database).orElseThrow().destroyForcibly();
    }

    private static Set<String> kept(NodeClient client, JsonNode identity) throws Exception {
        Set<String> ids = new TreeSet<>();
        String conversation = "/identities/" + identity.get("id").asText() + "/conversations/"
                + identity.get("address").asText() + "/messages?limit=200";
        String next = conversation;
        for (boolean more = true; more; ) {
            HttpResponse<String> answer = client.get(next);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode page = JSON.readTree(answer.body());
            page.get("items").forEach(message -> ids.add(message.get("id").asText()));
            more = !page.get("items").isEmpty();
            next = conversation + "&cursor=" + page.get("next").asText();
        }
        return ids;
    }
}
