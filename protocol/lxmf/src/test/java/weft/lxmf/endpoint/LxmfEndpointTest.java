package weft.lxmf.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.lxmf.endpoint.DeliveryMesh.MILLI;
import static weft.lxmf.endpoint.DeliveryMesh.SECOND;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.msgpack.value.ValueFactory;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.delivery.DeliveryState;
import weft.lxmf.delivery.SendMethod;
import weft.lxmf.delivery.TraceStep;
import weft.lxmf.delivery.WaitReason;
import weft.lxmf.delivery.receiving.InboundDecision;
import weft.lxmf.delivery.receiving.SignatureState;
import weft.lxmf.message.DeliveryMethod;
import weft.lxmf.message.Field;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.lxmf.stamp.Stamp;
import weft.reticulum.Digest;

class LxmfEndpointTest {

    private static final long FOREVER = Long.MAX_VALUE;

    private static void assertArrivesOnce(DeliveryMesh mesh, MeshMember from, List<Digest> ids, long limit) {
        assertThat(mesh.runUntil(() -> ids.stream().allMatch(from::isOver), limit))
                .isTrue();
        assertThat(ids).allSatisfy(id -> assertThat(from.state(id)).isEqualTo(new DeliveryState.Delivered()));
        assertThat(mesh.other(from).inboxIds()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(mesh.complaints()).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> tenMessagesEachWay() {
        return Stream.of(SendMethod.values())
                .map(method -> DynamicTest.dynamicTest(method.name(), () -> {
                    DeliveryMesh mesh = new DeliveryMesh(1).acquainted();
                    List<Digest> fromAlice = new ArrayList<>();
                    List<Digest> fromBob = new ArrayList<>();
                    for (int i = 0; i < 10; i++) {
                        fromAlice.add(mesh.alice.write(20 + i, method));
                        fromBob.add(mesh.bob.write(40 + i, method));
                    }
                    assertArrivesOnce(mesh, mesh.alice, fromAlice, 60 * SECOND);
                    assertArrivesOnce(mesh, mesh.bob, fromBob, 60 * SECOND);
                    assertThat(mesh.now).isLessThan(5 * SECOND);
                    assertThat(mesh.bob.inboxIds()).isEqualTo(fromAlice);
                }));
    }

    @TestFactory
    Stream<DynamicTest> messagesOfEverySize() {
        return IntStream.of(0, 1, 286, 287, 288, 318, 319, 320, 20_000, 900_000)
                .boxed()
                .flatMap(size -> Stream.of(SendMethod.OPPORTUNISTIC, SendMethod.DIRECT)
                        .map(method -> DynamicTest.dynamicTest(size + " " + method, () -> {
                            DeliveryMesh mesh = new DeliveryMesh(size).acquainted();
                            mesh.mtu = 8192;
                            Digest id = mesh.alice.write(size, method);
                            assertArrivesOnce(mesh, mesh.alice, List.of(id), 600 * SECOND);
                            assertThat(mesh.bob.store.inbox.getFirst().content())
                                    .hasSize(size);
                        })));
    }

    @Test
    void textAndFieldsComeThroughUnchanged() {
        DeliveryMesh mesh = new DeliveryMesh(3).acquainted();
        MessageFields fields = MessageFields.NONE
                .with(
                        Field.ATTACHMENTS,
                        ValueFactory.newArray(ValueFactory.newArray(
                                ValueFactory.newString("grüße.txt"), ValueFactory.newBinary(new byte[500]))))
                .with(4711, ValueFactory.newArray(ValueFactory.newNil(), ValueFactory.newFloat(2.5)));
        byte[] text = "Grüße 😀".getBytes(StandardCharsets.UTF_8);
        Digest id = mesh.alice.write(text, SendMethod.AUTO, 0, fields);
        assertArrivesOnce(mesh, mesh.alice, List.of(id), 60 * SECOND);
        Message received = mesh.bob.store.inbox.getFirst();
        assertThat(received.content()).isEqualTo(text);
        assertThat(received.fields()).isEqualTo(fields);
    }

    /** Content that packs to exactly so many bytes: behind it stand time, empty title and no fields. */
    private static int contentFor(int packedLength) {
        return packedLength - 96 - 1 - 9 - 2 - 5 - 1;
    }

    @Test
    void theLimitIsTakenAndOneByteMoreIsRefusedWithTheNumber() {
        DeliverySettings limited = DeliverySettings.DEFAULT.withDeliveryBytes(100_000);
        DeliveryMesh mesh = new DeliveryMesh(4, limited, limited).acquainted();
        mesh.mtu = 8192;
        Digest fits = mesh.alice.write(contentFor(100_000), SendMethod.DIRECT);
        Digest below = mesh.alice.write(contentFor(99_999), SendMethod.DIRECT);
        Digest above = mesh.alice.write(contentFor(100_001), SendMethod.DIRECT, FOREVER, MessageFields.NONE);
        mesh.runUntil(() -> Stream.of(fits, below, above).allMatch(mesh.alice::isOver), 600 * SECOND);
        assertThat(mesh.alice.delivered(fits)).isTrue();
        assertThat(mesh.alice.delivered(below)).isTrue();
        assertThat(mesh.alice.state(above)).isEqualTo(new DeliveryState.Refused());
        DeliveryEvent.ArrivalRefused refused =
                mesh.bob.heard(DeliveryEvent.ArrivalRefused.class).getFirst();
        assertThat(refused.bytes()).isEqualTo(100_001);
        assertThat(refused.limitBytes()).isEqualTo(100_000);
    }

    @Test
    void threeMebibytesInSeveralSegmentsAtARaisedLimit() {
        DeliverySettings raised = DeliverySettings.DEFAULT.withDeliveryBytes(4_000_000);
        DeliveryMesh mesh = new DeliveryMesh(5, raised, raised).acquainted();
        mesh.mtu = 65_536;
        Digest id = mesh.alice.write(3 << 20, SendMethod.DIRECT);
        assertArrivesOnce(mesh, mesh.alice, List.of(id), 600 * SECOND);
    }

    @Test
    void nothingIsProvenThatIsNotOnDisk() {
        DeliveryMesh mesh = new DeliveryMesh(6).acquainted();
        mesh.bob.diskWorks = false;
        List<Digest> ids = List.of(
                mesh.alice.write(1, SendMethod.OPPORTUNISTIC, FOREVER, MessageFields.NONE),
                mesh.alice.write(1, SendMethod.DIRECT, FOREVER, MessageFields.NONE),
                mesh.alice.write(5_000, SendMethod.DIRECT, FOREVER, MessageFields.NONE));
        mesh.run(120 * SECOND);
        assertThat(ids).noneMatch(mesh.alice::delivered);
        mesh.bob.diskWorks = true;
        assertArrivesOnce(mesh, mesh.alice, ids, 4 * 3600 * SECOND);
    }

    @Test
    void aStampThatIsAskedForIsMadeAndChecked() {
        DeliveryMesh mesh = new DeliveryMesh(7);
        mesh.bob.stampCost = OptionalInt.of(8);
        mesh.acquainted();
        List<Digest> ids = List.of(
                mesh.alice.write(5, SendMethod.OPPORTUNISTIC),
                mesh.alice.write(5, SendMethod.DIRECT),
                mesh.alice.write(20_000, SendMethod.DIRECT));
        assertArrivesOnce(mesh, mesh.alice, ids, 60 * SECOND);
        assertThat(mesh.bob.store.decisions).allSatisfy(decision -> {
            InboundDecision.Deliver deliver = (InboundDecision.Deliver) decision;
            assertThat(deliver.stampValid()).isTrue();
            assertThat(deliver.stamp().orElseThrow()).isBetween(8, 255);
        });
    }

    @Test
    void aTicketSavesTheWork() {
        DeliveryMesh mesh = new DeliveryMesh(8);
        mesh.bob.stampCost = OptionalInt.of(8);
        mesh.acquainted();
        Digest withTicket = mesh.bob.write(1, SendMethod.DIRECT, 0, mesh.bob.withTicket());
        assertThat(mesh.runUntil(() -> mesh.bob.delivered(withTicket), 60 * SECOND))
                .isTrue();
        Digest answer = mesh.alice.write(1, SendMethod.DIRECT);
        assertArrivesOnce(mesh, mesh.alice, List.of(answer), 60 * SECOND);
        assertThat(mesh.alice.heard(DeliveryEvent.StampWanted.class)).isEmpty();
        InboundDecision.Deliver deliver = (InboundDecision.Deliver) mesh.bob.store.decisions.getFirst();
        assertThat(deliver.stamp()).hasValue(Stamp.TICKET_VALUE);
        assertThat(mesh.bob.store.tickets.get(mesh.alice.address()).lastDelivered())
                .isPresent();
    }

    @Test
    void theAnswerGoesBackOverTheLinkThatIsOpen() {
        DeliveryMesh mesh = new DeliveryMesh(9).acquainted();
        Digest first = mesh.alice.write(1, SendMethod.DIRECT);
        assertThat(mesh.runUntil(() -> mesh.alice.delivered(first), 60 * SECOND))
                .isTrue();
        mesh.run(SECOND);
        Digest answer = mesh.bob.write(1, SendMethod.AUTO);
        assertArrivesOnce(mesh, mesh.bob, List.of(answer), 60 * SECOND);
        assertThat(mesh.bob.heard(DeliveryEvent.Traced.class))
                .contains(new DeliveryEvent.Traced(answer, new TraceStep.LinkReused(true)));
    }

    @Test
    void aRecipientWhoIsNotKnownYetGetsItsMessageWhenItAnnounces() {
        for (SendMethod method : SendMethod.values()) {
            DeliveryMesh mesh = new DeliveryMesh(10);
            Digest id = mesh.alice.write(1, method, FOREVER, MessageFields.NONE);
            mesh.run(90 * SECOND);
            assertThat(mesh.alice.state(id)).isEqualTo(new DeliveryState.Waiting(WaitReason.KEY));
            mesh.bob.announce();
            assertArrivesOnce(mesh, mesh.alice, List.of(id), 3 * SECOND);
        }
    }

    @Test
    void aSenderWhoIsNotKnownYetIsAskedForAndVerifiedLater() {
        DeliveryMesh mesh = new DeliveryMesh(11);
        mesh.bob.announce();
        mesh.run(SECOND);
        Digest id = mesh.alice.write(1, SendMethod.OPPORTUNISTIC);
        assertArrivesOnce(mesh, mesh.alice, List.of(id), 10 * SECOND);
        InboundDecision.Deliver deliver = (InboundDecision.Deliver) mesh.bob.store.decisions.getFirst();
        assertThat(deliver.signature()).isEqualTo(SignatureState.UNVERIFIED);
        mesh.alice.announce();
        mesh.run(SECOND);
        assertThat(InboundDecision.verify(
                        deliver.message(),
                        Optional.of(
                                mesh.bob.store.heard.get(mesh.alice.address()).identity())))
                .isEqualTo(SignatureState.VALID);
    }

    @TestFactory
    Stream<DynamicTest> aPeerWhoWasAwayGetsTheQueuedMessageOnce() {
        return Stream.of(SendMethod.values()).flatMap(method -> Stream.of(5L, 40L, 4000L)
                .map(seconds -> DynamicTest.dynamicTest(method + " away " + seconds + " s", () -> {
                    DeliveryMesh mesh = new DeliveryMesh(12).acquainted();
                    mesh.bob.crash();
                    Digest id = mesh.alice.write(30, method, FOREVER, MessageFields.NONE);
                    mesh.run(seconds * SECOND);
                    assertThat(mesh.alice.isOver(id)).isFalse();
                    mesh.bob.start();
                    mesh.bob.announce();
                    assertArrivesOnce(mesh, mesh.alice, List.of(id), 30 * SECOND);
                })));
    }

    @Test
    void aSenderWhoDiesAnywhereOnTheWayDeliversOnce() {
        for (long diesAt = 0; diesAt < 400; diesAt += 13) {
            DeliveryMesh mesh = new DeliveryMesh(100 + diesAt).acquainted();
            List<Digest> ids = List.of(
                    mesh.alice.write(1, SendMethod.OPPORTUNISTIC, FOREVER, MessageFields.NONE),
                    mesh.alice.write(1, SendMethod.DIRECT, FOREVER, MessageFields.NONE),
                    mesh.alice.write(3_000, SendMethod.DIRECT, FOREVER, MessageFields.NONE));
            mesh.run(diesAt * MILLI);
            mesh.alice.crash();
            mesh.run(SECOND);
            mesh.alice.start();
            assertArrivesOnce(mesh, mesh.alice, ids, 600 * SECOND);
        }
    }

    @Test
    void aRecipientWhoDiesAnywhereOnTheWayGetsEachMessageOnce() {
        for (long diesAt = 0; diesAt < 400; diesAt += 13) {
            DeliveryMesh mesh = new DeliveryMesh(200 + diesAt).acquainted();
            List<Digest> ids = List.of(
                    mesh.alice.write(1, SendMethod.OPPORTUNISTIC, FOREVER, MessageFields.NONE),
                    mesh.alice.write(1, SendMethod.DIRECT, FOREVER, MessageFields.NONE),
                    mesh.alice.write(3_000, SendMethod.DIRECT, FOREVER, MessageFields.NONE));
            mesh.run(diesAt * MILLI);
            mesh.bob.crash();
            mesh.run(SECOND);
            mesh.bob.start();
            mesh.bob.announce();
            assertArrivesOnce(mesh, mesh.alice, ids, 900 * SECOND);
        }
    }

    @TestFactory
    Stream<DynamicTest> lossAndRepetitionCostTimeAndNoMessage() {
        return Stream.of(1L, 2L, 3L, 4L, 5L, 6L)
                .map(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    DeliveryMesh mesh = new DeliveryMesh(seed).acquainted();
                    mesh.loss = 0.03 * seed;
                    mesh.duplication = 0.1;
                    List<Digest> ids = new ArrayList<>();
                    for (int i = 0; i < 10; i++) {
                        ids.add(mesh.alice.write(i * 400, SendMethod.values()[i % 3], FOREVER, MessageFields.NONE));
                    }
                    assertArrivesOnce(mesh, mesh.alice, ids, 12 * 3600 * SECOND);
                }));
    }

    @Test
    void aRunCanBeRepeatedToTheBit() {
        assertThat(historyOf(77)).isEqualTo(historyOf(77));
        assertThat(historyOf(77)).isNotEqualTo(historyOf(78));
    }

    private static List<String> historyOf(long seed) {
        DeliveryMesh mesh = new DeliveryMesh(seed).acquainted();
        mesh.loss = 0.3;
        for (int i = 0; i < 5; i++) {
            mesh.alice.write(i * 300, SendMethod.AUTO, FOREVER, MessageFields.NONE);
        }
        mesh.run(600 * SECOND);
        List<String> history = new ArrayList<>();
        history.add(mesh.packets + " packets");
        mesh.alice.heard(DeliveryEvent.StateChanged.class).forEach(change -> history.add(change.toString()));
        return history;
    }

    @Test
    void theMethodThatIsToldIsTheOneThatWasUsed() {
        DeliveryMesh mesh = new DeliveryMesh(13).acquainted();
        Digest small = mesh.alice.write(10, SendMethod.OPPORTUNISTIC);
        Digest large = mesh.alice.write(10_000, SendMethod.OPPORTUNISTIC);
        assertArrivesOnce(mesh, mesh.alice, List.of(small, large), 60 * SECOND);
        for (DeliveryEvent.StateChanged change : mesh.alice.heard(DeliveryEvent.StateChanged.class)) {
            assertThat(change.method())
                    .contains(change.message().equals(small) ? DeliveryMethod.OPPORTUNISTIC : DeliveryMethod.DIRECT);
        }
    }
}
