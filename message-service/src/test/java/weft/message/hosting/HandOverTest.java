package weft.message.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import weft.message.Member;
import weft.message.domain.MemberIdentity;
import weft.message.hosting.endpoint.HostedEndpoint;
import weft.message.hosting.endpoint.HostedEndpoints;
import weft.reticulum.Address;
import weft.service.test.TestDatabase;

/** A process that works gives half of its shards to one that has just come, and takes them again when that one is gone. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class HandOverTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PAIRS = 12;

    @Inject
    Vertx vertx;

    @Inject
    Ownership ownership;

    @Inject
    HostedEndpoints endpoints;

    @ConfigProperty(name = "weft.database.port")
    String port;

    private record Pair(Member sender, Member.Own from, Member recipient, Member.Own to) {}

    @Test
    void messagesArriveOnceWhileShardsAreGivenAwayAndTakenAgain() {
        await().atMost(PATIENCE).until(() -> ownership.held().size() == 64);
        List<Pair> pairs = IntStream.range(0, PAIRS).mapToObj(_ -> pair()).toList();
        await().atMost(PATIENCE).until(() -> endpoints.ofMembers().size() >= 2 * PAIRS);
        pairs.forEach(pair -> send(pair, "before"));

        Replica other = new Replica(
                vertx,
                Map.of(
                        "weft.database.host", "127.0.0.1",
                        "weft.database.port", port,
                        "weft.database.name", "postgres",
                        "weft.database.username", "postgres",
                        "weft.database.password", "postgres"),
                "other");
        other.look();
        await().atMost(PATIENCE).until(() -> {
            other.look();
            return other.shards().size() == 32;
        });
        assertThat(ownership.held())
                .hasSize(32)
                .doesNotContainKeys(other.shards().toArray(Integer[]::new));
        assertThat(hostedOf(other.shards())).isEmpty();
        pairs.forEach(pair -> send(pair, "meanwhile"));
        // What is of this process's shards goes on; the rest waits for an owner who works.
        await().atMost(PATIENCE).untilAsserted(() -> pairs.stream()
                .filter(pair -> !other.shards().contains(shard(pair.from())))
                .forEach(pair -> assertThat(received(pair)).contains("meanwhile")));

        other.close();
        await().atMost(PATIENCE).until(() -> ownership.held().size() == 64);
        pairs.forEach(pair -> send(pair, "after"));

        await().atMost(PATIENCE)
                .untilAsserted(() -> pairs.forEach(
                        pair -> assertThat(received(pair)).containsExactlyInAnyOrder("before", "meanwhile", "after")));
    }

    private List<HostedEndpoint> hostedOf(Set<Integer> shards) {
        return endpoints.all().values().stream()
                .filter(endpoint -> shards.contains(endpoint.shard()))
                .toList();
    }

    private static int shard(Member.Own own) {
        return MemberIdentity.shardOf(Address.parse(own.address()));
    }

    /** Work is asked for, so that a message goes through the queue of its sender's shard. */
    private static Pair pair() {
        Member sender = new Member();
        Member recipient = new Member();
        Pair pair = new Pair(sender, sender.identity("From"), recipient, recipient.identity("To"));
        recipient
                .patch(pair.to().path(""), Map.of("stampCost", 4, "enforceStamps", true))
                .then()
                .statusCode(200);
        return pair;
    }

    private static void send(Pair pair, String content) {
        pair.sender()
                .post(pair.from().path("/messages"), Map.of("to", pair.to().address(), "content", content))
                .then()
                .statusCode(202);
    }

    private static List<String> received(Pair pair) {
        return new ArrayList<>(
                pair.recipient().get(pair.to().path("/messages?direction=in")).path("items.content"));
    }
}
