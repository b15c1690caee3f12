package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.events.Channels;
import weft.events.HostingWanted;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliveryState;
import weft.lxmf.delivery.SendMethod;
import weft.lxmf.message.Message;
import weft.lxmf.stamp.StampKind;
import weft.lxmf.stamp.StampWork;
import weft.message.delivery.StampGenerator;
import weft.message.domain.MemberIdentity;
import weft.message.store.Identities;
import weft.message.store.sql.Database;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.hosting.BusRecord;
import weft.reticulum.hosting.HostingCodec;
import weft.reticulum.hosting.ToRouter;
import weft.service.test.TestDatabase;

/** A member and a neighbour on the mesh: real machines at both ends, the bus between them. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class MeshDeliveryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration ANNOUNCED = Duration.ofMinutes(3);

    @Inject
    @Any
    InMemoryConnector bus;

    @Inject
    StampGenerator stampGenerator;

    @Inject
    Database database;

    @Inject
    Identities identities;

    @Inject
    @DataSource("messages")
    AgroalDataSource data;

    @Inject
    MeterRegistry metrics;

    private final Member member = new Member();
    private Member.Own own;
    private RemotePeer remote;

    @BeforeEach
    void join() throws SQLException {
        // Identities of other tests are announced one a second, and each of these would wait for all of them.
        try (Connection connection = data.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("update messages.identity set announce_wanted_at = null, announced_at = now()"
                    + " where announce_wanted_at is not null");
        }
        own = member.identity("Hosted");
        remote = new RemotePeer(bus, Address.parse(own.address()));
    }

    @AfterEach
    void leave() {
        remote.close();
    }

    @Test
    void aNewIdentityAnnouncesItself() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(member.get(own.path("")).<String>path("announcedAt"))
                        .isNotNull());
    }

    @Test
    void aMessageGoesOutDirectAndIsProven() {
        remote.announce(OptionalInt.empty());

        String id = send("hello direct", "direct");

        awaitState(id, "delivered");
        assertThat(contents()).containsExactly("hello direct");
        member.get("/api/v1/messages/" + id)
                .then()
                .body("method", equalTo("direct"))
                .body("progress", equalTo(1.0f));
        member.get("/api/v1/messages/" + id + "/trace")
                .then()
                .body("items.code", hasItem("link-established"))
                .body("items.code", hasItem("proven"));
    }

    /** Another router reads the same records, and takes those that it should take by what stands on them. */
    @Test
    void whatNamesNoInterfaceCarriesTheHomeOfItsIdentity() {
        for (String router : List.of("11".repeat(16), "22".repeat(16))) {
            bus.source(Channels.HOSTING_WANTED).send(new HostingWanted(router, 1, true));
        }
        Address address = Address.parse(own.address());
        await().atMost(PATIENCE).until(() -> home(address).isPresent());
        Optional<Address> home = home(address);
        remote.announce(OptionalInt.empty());
        int packetsBefore = saidBy(address, Channels.PACKETS_OUTBOUND).size();
        int wantsBefore = saidBy(address, Channels.PATH_WANTED).size();

        awaitState(send("by its home", "direct"), "delivered");

        List<ToRouter.Outbound> packets = saidBy(address, Channels.PACKETS_OUTBOUND).stream()
                .skip(packetsBefore)
                .map(ToRouter.Outbound.class::cast)
                .toList();
        assertThat(packets).anyMatch(out -> out.on().isEmpty()).anyMatch(out -> out.on()
                .isPresent());
        assertThat(packets)
                .allSatisfy(out -> assertThat(out.home()).isEqualTo(out.on().isPresent() ? Optional.empty() : home));
        assertThat(saidBy(address, Channels.PATH_WANTED).stream().skip(wantsBefore))
                .allSatisfy(wanted ->
                        assertThat(((ToRouter.PathWanted) wanted).home()).isEqualTo(home));
    }

    private Optional<Address> home(Address address) {
        return database.transact(transaction -> identities.atAddress(transaction, address))
                .flatMap(MemberIdentity::homeRouter);
    }

    private List<ToRouter> saidBy(Address owner, String channel) {
        return bus.<byte[]>sink(channel).received().stream()
                .map(message -> HostingCodec.decodeToRouter(message.getPayload()))
                .flatMap(record -> record instanceof Decoded.Value<BusRecord<ToRouter>>(BusRecord<ToRouter> said)
                                && said.content().owner().equals(owner)
                        ? Stream.of(said.content())
                        : Stream.<ToRouter>empty())
                .toList();
    }

    @Test
    void aMessageGoesOutInOnePacketAndALargeOneInParts() {
        remote.announce(OptionalInt.empty());

        String small = send("hello packet", "opportunistic");
        String large = send("x".repeat(20_000), "direct");

        awaitState(small, "delivered");
        awaitState(large, "delivered");
        assertThat(contents()).containsExactlyInAnyOrder("hello packet", "x".repeat(20_000));
    }

    @Test
    void whoIsNotHeardYetIsWaitedFor() {
        String id = send("are you there", "direct");
        await().atMost(PATIENCE)
                .untilAsserted(() -> member.get("/api/v1/messages/" + id).then().body("state", equalTo("waiting")));

        remote.announce(OptionalInt.empty());

        awaitState(id, "delivered");
    }

    @Test
    void workThatTheRecipientAsksForIsDone() {
        remote.announce(OptionalInt.of(6));

        String id = send("with work", "direct");

        awaitState(id, "delivered");
        assertThat(remote.received.getFirst().stamp()).isPresent();
        assertThat(member.get("/api/v1/messages/" + id).<Integer>path("stampValue"))
                .isGreaterThanOrEqualTo(6);
    }

    /** It takes half a minute: so long a refused search waits. */
    @Test
    void aMessageWaitsWhileNobodyHasRoomToSearchItsStamp() {
        remote.announce(OptionalInt.of(6));
        List<Digest> others = new ArrayList<>();
        double before = refusedSearches();
        try {
            while (refusedSearches() == before) {
                Digest other = Hashes.sha256(("other " + others.size()).getBytes(StandardCharsets.UTF_8));
                others.add(other);
                stampGenerator.search(
                        other, new StampWork(StampKind.MESSAGE, other.bytes(), 254, new byte[32]), _ -> {});
            }

            String id = send("when there is room", "direct");

            await().atMost(PATIENCE).until(() -> refusedSearches() >= before + 2);
            member.get("/api/v1/messages/" + id)
                    .then()
                    .body("state", equalTo("waiting"))
                    .body("reason", equalTo("stamp"));
            others.forEach(stampGenerator::cancel);
            await().atMost(PATIENCE.multipliedBy(2))
                    .untilAsserted(
                            () -> member.get("/api/v1/messages/" + id).then().body("state", equalTo("delivered")));
        } finally {
            others.forEach(stampGenerator::cancel);
        }
    }

    private double refusedSearches() {
        return metrics.find("weft_stamp_searches_refused").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void whatComesInIsOnDiskBeforeItIsProven() {
        awaitHosted();
        remote.announce(OptionalInt.empty());
        List<Message> written = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            written.add(remote.write("in direct " + i, SendMethod.DIRECT));
            written.add(remote.write("in packet " + i, SendMethod.OPPORTUNISTIC));
        }

        for (Message message : written) {
            await().atMost(PATIENCE).until(() -> provenToRemote(message));
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        member.get(own.path("/messages?direction=in")).<List<String>>path("items.hash"))
                .containsExactlyInAnyOrderElementsOf(
                        written.stream().map(message -> message.id().toString()).toList()));
        member.get(own.path("/messages?direction=in")).then().body("items[0].signature", equalTo("valid"));
    }

    @Test
    void aRepeatedMessageIsProvenAgainAndNotKeptTwice() {
        awaitHosted();
        remote.announce(OptionalInt.empty());
        Message message = remote.write("twice", SendMethod.DIRECT);
        await().atMost(PATIENCE).until(() -> provenToRemote(message));
        await().atMost(PATIENCE).untilAsserted(() -> received(1));
        String id = member.get(own.path("/messages?direction=in")).path("items[0].id");
        member.call().delete("/api/v1/messages/" + id).then().statusCode(204);
        remote.events.clear();

        remote.handle(new weft.lxmf.delivery.DeliveryCommand.Submit(
                weft.lxmf.delivery.OutboundMessage.of(message, SendMethod.DIRECT, 60_000_000_000L),
                java.util.Optional.empty(),
                java.util.Optional.empty()));

        await().atMost(PATIENCE).until(() -> provenToRemote(message));
        Message last = remote.write("after", SendMethod.DIRECT);
        await().atMost(PATIENCE).until(() -> provenToRemote(last));
        await().atMost(PATIENCE).untilAsserted(() -> received(1));
        member.get(own.path("/messages?direction=in")).then().body("items[0].content", equalTo("after"));
    }

    @Test
    void anUnknownSendersSignatureIsCheckedWhenItsKeysCome() {
        awaitHosted();
        Message message = remote.write("who am I", SendMethod.OPPORTUNISTIC);
        await().atMost(PATIENCE).untilAsserted(() -> received(1));
        String id = member.get(own.path("/messages?direction=in")).path("items[0].id");
        member.get("/api/v1/messages/" + id)
                .then()
                .body("signature", equalTo("unverified"))
                .body("hash", equalTo(message.id().toString()));

        remote.announce(OptionalInt.empty());

        await().atMost(PATIENCE)
                .untilAsserted(() -> member.get("/api/v1/messages/" + id).then().body("signature", equalTo("valid")));
    }

    @Test
    void aWithdrawnMessageIsNotSent() {
        String id = send("never mind", "direct");
        member.call().delete("/api/v1/messages/" + id).then().statusCode(204);

        member.get("/api/v1/messages/" + id).then().body("state", equalTo("cancelled"));
        remote.announce(OptionalInt.empty());
        String next = send("this one", "direct");
        awaitState(next, "delivered");
        assertThat(contents()).containsExactly("this one");
    }

    @Test
    void moreMessagesThanAMachineTakesAreDeliveredWithoutAPause() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            ids.add(send("number " + i, "direct"));
        }

        remote.announce(OptionalInt.empty());

        ids.forEach(id -> awaitState(id, "delivered"));
        assertThat(contents()).hasSize(300).doesNotHaveDuplicates();
    }

    private void received(int number) {
        Response list = member.get(own.path("/messages?direction=in"));
        assertThat(list.<List<Object>>path("items")).hasSize(number);
    }

    private boolean provenToRemote(Message message) {
        return remote.events.stream()
                .anyMatch(event -> event instanceof DeliveryEvent.StateChanged changed
                        && changed.message().equals(message.id())
                        && changed.state() instanceof DeliveryState.Delivered);
    }

    /**
     * The remote can ask for the member's path once it has announced itself. The identities of all tests before this one announce
     * themselves one a second, and some tests make as many as an account may have.
     */
    private void awaitHosted() {
        await().atMost(ANNOUNCED)
                .untilAsserted(() -> assertThat(member.get(own.path("")).<String>path("announcedAt"))
                        .isNotNull());
    }

    private String send(String content, String method) {
        Response accepted = member.post(
                own.path("/messages"), Map.of("to", remote.address().toString(), "content", content, "method", method));
        accepted.then().statusCode(202);
        return accepted.path("id");
    }

    private void awaitState(String id, String state) {
        try {
            // At once first: many are asked for that are there already, and each would wait for its first look.
            await().pollDelay(Duration.ZERO).atMost(PATIENCE).untilAsserted(() -> member.get("/api/v1/messages/" + id)
                    .then()
                    .body("state", equalTo(state)));
        } catch (ConditionTimeoutException late) {
            String trace =
                    member.get("/api/v1/messages/" + id + "/trace?limit=200").asPrettyString();
            throw new AssertionError("not " + state + ", but: " + trace + " the peer: " + remote.events, late);
        }
    }

    private List<String> contents() {
        return remote.received.stream()
                .map(message -> new String(message.content(), StandardCharsets.UTF_8))
                .toList();
    }
}
