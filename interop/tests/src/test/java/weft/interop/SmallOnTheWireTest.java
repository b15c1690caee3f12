package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.interop.peers.FreePorts;
import weft.interop.peers.PeerMessage;

/**
 * What is small on the wire and large in memory, against a node with the heap that it has by default: messages of a stranger that
 * hold a quarter of a million values each, read in parallel, and such bodies of a member. Another member and whoever watches the
 * node must see nothing of it.
 *
 * <p>One round in the gate; {@code -Dtest.long=true} makes it twenty, and says how long the slowest answers took.
 */
class SmallOnTheWireTest {

    private static final int ROUNDS = Boolean.getBoolean("test.long") ? 20 : 1;
    private static final int MESSAGES = 6;
    private static final int MAPS = 250_000;
    private static final int AT_ONCE = 24;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private final int management = FreePorts.next();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong slowest = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();

    @Test
    void nobodyElseSeesAnythingOfIt() throws InterruptedException, ExecutionException {
        try (Neighbours neighbours = Neighbours.meet(
                        directory, node -> node.withManagement(management).withJavaOption("-Xmx256m"), peer -> peer);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Member bystander = neighbours.weft().member("bystander").withIdentity("Bystander");
            Member attacker = neighbours.weft().member("attacker").withIdentity("Attacker");
            List<Future<?>> watching = List.of(
                    threads.submit(() -> watch("liveness", this::liveness)),
                    threads.submit(() -> watch("a list", () -> bystander
                            .api()
                            .get("/api/v1/identities/" + bystander.identity() + "/conversations")
                            .status())),
                    threads.submit(() -> watch("a message", () -> bystander
                            .send(Map.of("to", bystander.address(), "content", "to myself"))
                            .status())));
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    strangersMessages(neighbours);
                    attackAtOnce(
                            threads,
                            () -> readsOfTheVictim(
                                    neighbours.member(), neighbours.peer().address()));
                    RawApi raw = RawApi.signedIn(neighbours.weft().port(), "attacker");
                    attackAtOnce(threads, () -> bodyOf(raw, attacker));
                }
            } finally {
                over.set(true);
                for (Future<?> each : watching) {
                    each.get();
                }
            }
            assertThat(failures).as(neighbours.weft().log()).isEmpty();
            for (JsonNode kept : neighbours.member().received()) {
                assertThat(kept.at("/unreadFields/reason").asText())
                        .as("%s", kept)
                        .isEqualTo("too-many-values");
            }
            assertThat(neighbours.weft().alive()).isTrue();
            assertThat(neighbours.weft().log()).doesNotContain("OutOfMemoryError");
            System.out.printf("%d answers to others, the slowest after %d ms%n", answers.get(), slowest.get());
        }
    }

    /** They are delivered, proven and kept with their text. */
    private static void strangersMessages(Neighbours neighbours) {
        List<Long> sent = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            sent.add(neighbours
                    .peer()
                    .send(PeerMessage.of(
                                    neighbours.member().address(),
                                    ("number " + i).getBytes(StandardCharsets.UTF_8),
                                    "direct")
                            .withMaps(MAPS)));
        }
        for (long each : sent) {
            JsonNode end = neighbours.peer().awaitEnd(each, Neighbours.SOON);
            assertThat(end.get("state").asText()).isEqualTo("delivered");
            JsonNode kept = neighbours.member().awaitHash(end.get("hash").asText(), Neighbours.SOON);
            assertThat(kept.get("content").asText()).startsWith("number ");
        }
    }

    private static boolean readsOfTheVictim(Member victim, String peer) {
        String identity = "/api/v1/identities/" + victim.identity();
        return List.of(identity + "/conversations/" + peer + "/messages", identity + "/messages?limit=200").stream()
                .allMatch(list -> victim.api().get(list).status() == 200);
    }

    /** 1.7 MB of it, which would be a tree of a hundred. */
    private static boolean bodyOf(RawApi attacker, Member member) {
        String body = "{\"to\":\"" + member.address() + "\",\"content\":\"\",\"fields\":{\"200\":["
                + "{},".repeat(560_000) + "{}]}}";
        RawApi.Answer answer = attacker.send(
                "POST", "/api/v1/identities/" + member.identity() + "/messages", "application/json", body);
        return answer.status() == 422 && answer.body().get("max").asInt() == 4_096 || answer.status() == 503;
    }

    private static void attackAtOnce(ExecutorService threads, Callable<Boolean> attack)
            throws InterruptedException, ExecutionException {
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            all.add(attack);
        }
        for (Future<Boolean> each : threads.invokeAll(all)) {
            assertThat(each.get()).isTrue();
        }
    }

    private interface Question {
        int status() throws IOException, InterruptedException;
    }

    private void watch(String what, Question question) {
        while (!over.get()) {
            long asked = System.nanoTime();
            try {
                int status = question.status();
                if (status != 200 && status != 202) {
                    failures.add(what + " answered " + status);
                }
            } catch (IOException | RuntimeException failed) {
                failures.add(what + ": " + failed);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            answers.incrementAndGet();
            slowest.accumulateAndGet(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked), Math::max);
            // Below the limit of requests of one member.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private int liveness() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/q/health/live"))
                                    .timeout(PATIENCE)
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
