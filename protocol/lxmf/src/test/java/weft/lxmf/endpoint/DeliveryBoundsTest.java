package weft.lxmf.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.lxmf.endpoint.DeliveryHarness.BOBS;
import static weft.lxmf.endpoint.DeliveryHarness.LINK;
import static weft.lxmf.endpoint.DeliveryHarness.SECOND;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliveryRejection;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.delivery.DeliveryState;
import weft.lxmf.delivery.SendMethod;
import weft.lxmf.delivery.TraceStep;
import weft.lxmf.delivery.WaitReason;
import weft.lxmf.message.Message;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.endpoint.EndpointCommand;
import weft.reticulum.endpoint.EndpointEvent;
import weft.reticulum.link.FailureReason;

/** A delivery at its bounds of bytes and of recipients. */
class DeliveryBoundsTest {

    private static final Address OTHER_LINK = new Address(8, 8);

    private final DeliveryHarness alice = new DeliveryHarness(settings(10_000, 3, 50_000));

    private static DeliverySettings settings(long queueBytes, int recipients, long assemblyBytes) {
        DeliverySettings usual = DeliverySettings.DEFAULT;
        return new DeliverySettings(
                usual.attempts(),
                usual.retryWait(),
                usual.pathWait(),
                usual.linkIdle(),
                usual.firstRest(),
                usual.longestRest(),
                usual.stampWait(),
                usual.maxStampCost(),
                40_000,
                usual.queueMessages(),
                queueBytes,
                usual.inFlight(),
                usual.packets(),
                recipients,
                assemblyBytes);
    }

    @Test
    void aMessagePastTheBytesIsTakenWhenThereIsRoomAgain() {
        Message first = alice.message(6_000);
        Message second = alice.message(6_000);
        alice.submit(first, SendMethod.DIRECT, 0);
        alice.submit(second, SendMethod.DIRECT, 0);
        assertThat(alice.heard(DeliveryEvent.NotTaken.class)).containsExactly(new DeliveryEvent.NotTaken(second.id()));
        assertThat(alice.router.queuedBytes()).isBetween(6_000L, 10_000L);
        alice.tell(new DeliveryCommand.Cancel(first.id()));
        alice.submit(second, SendMethod.DIRECT, 0);
        assertThat(alice.heard(DeliveryEvent.NotTaken.class)).hasSize(1);
        assertThat(alice.router.queuedMessages()).isEqualTo(1);
    }

    @Test
    void aMessageLargerThanTheBytesIsTakenAlone() {
        alice.submit(alice.message(20_000), SendMethod.DIRECT, 0);
        assertThat(alice.heard(DeliveryEvent.NotTaken.class)).isEmpty();
        assertThat(alice.router.queuedMessages()).isEqualTo(1);
    }

    @Test
    void aMessageThatFindsNoRoomForItsLinkIsToldSoOnceAndHasAllItsAttempts() {
        Digest id = alice.submit(alice.message(1), SendMethod.DIRECT, 0);
        for (int i = 0; i < 20; i++) {
            failed(alice.take(EndpointCommand.OpenLink.class).ref());
            alice.pass(SECOND);
        }
        assertThat(steps()).containsExactly("MethodChosen", "LinkOpening", "Crowded");
        alice.linkStands(alice.take(EndpointCommand.OpenLink.class), LINK);
        alice.event(new EndpointEvent.Delivered(
                alice.take(EndpointCommand.SendOnLink.class).ref()));
        assertThat(steps().subList(3, 6)).containsExactly("LinkEstablished", "SendingOnLink", "Proven");
        assertThat(alice.heard(DeliveryEvent.Traced.class).get(4).step())
                .isInstanceOfSatisfying(TraceStep.SendingOnLink.class, step -> assertThat(step.attempt())
                        .isEqualTo(1));
        assertThat(alice.state(id)).contains(new DeliveryState.Delivered());
    }

    @Test
    void aMessageThatFindsNoRoomOnItsLinkIsToldSoOnce() {
        alice.submit(alice.message(1), SendMethod.DIRECT, 0);
        alice.linkStands(alice.take(EndpointCommand.OpenLink.class), LINK);
        for (int i = 0; i < 20; i++) {
            failed(alice.take(EndpointCommand.SendOnLink.class).ref());
            alice.pass(SECOND);
        }
        assertThat(steps())
                .containsExactly("MethodChosen", "LinkOpening", "LinkEstablished", "SendingOnLink", "Crowded");
        alice.event(new EndpointEvent.Delivered(
                alice.take(EndpointCommand.SendOnLink.class).ref()));
        assertThat(steps().subList(5, 7)).containsExactly("SendingOnLink", "Proven");
    }

    private void failed(long ref) {
        alice.event(new EndpointEvent.Failed(ref, FailureReason.TOO_MANY));
    }

    private List<String> steps() {
        return alice.heard(DeliveryEvent.Traced.class).stream()
                .map(traced -> traced.step().getClass().getSimpleName())
                .toList();
    }

    @Test
    void aTransferPastTheBytesIsPassedOverUntilThereIsRoom() {
        Digest first = resource(1);
        Digest second = resource(2);
        offer(LINK, first, 30_000);
        offer(OTHER_LINK, second, 30_000);
        assertThat(alice.all(EndpointCommand.AcceptResource.class))
                .containsExactly(new EndpointCommand.AcceptResource(LINK, first));
        assertThat(alice.all(EndpointCommand.DeferResource.class))
                .containsExactly(new EndpointCommand.DeferResource(OTHER_LINK, second));
        assertThat(alice.all(EndpointCommand.RejectResource.class)).isEmpty();
        assertThat(alice.heard(DeliveryEvent.Dropped.class))
                .containsExactly(new DeliveryEvent.Dropped(DeliveryRejection.TOO_MANY_TRANSFERS));
        assertThat(alice.router.arrivingBytes()).isEqualTo(30_000);
        alice.event(new EndpointEvent.ResourceFailed(LINK, first, FailureReason.TIMED_OUT));
        offer(OTHER_LINK, second, 30_000);
        assertThat(alice.all(EndpointCommand.AcceptResource.class)).hasSize(2);
        assertThat(alice.router.arrivingBytes()).isEqualTo(30_000);
    }

    @Test
    void aTransferOverTheLimitIsRejectedAlthoughThereIsNoRoomEither() {
        offer(LINK, resource(1), 30_000);
        offer(OTHER_LINK, resource(2), 40_001);
        assertThat(alice.all(EndpointCommand.RejectResource.class))
                .containsExactly(new EndpointCommand.RejectResource(OTHER_LINK, resource(2)));
    }

    @Test
    void pastTheirBoundTheRecipientMetFirstIsForgottenUnlessAMessageWaitsForIt() {
        Digest waiting = alice.submit(alice.message(1), SendMethod.DIRECT, Long.MAX_VALUE, Optional.empty());
        assertThat(alice.state(waiting)).contains(new DeliveryState.Waiting(WaitReason.KEY));
        alice.tell(new DeliveryCommand.FindRecipient(stranger(1)));
        alice.tell(new DeliveryCommand.FindRecipient(stranger(2)));
        assertThat(asked()).isEqualTo(3);
        // It is remembered that they were asked for just now.
        alice.tell(new DeliveryCommand.FindRecipient(stranger(1)));
        assertThat(asked()).isEqualTo(3);
        alice.tell(new DeliveryCommand.FindRecipient(stranger(3)));
        assertThat(asked()).isEqualTo(4);
        alice.tell(new DeliveryCommand.FindRecipient(stranger(2)));
        assertThat(asked()).isEqualTo(4);
        alice.tell(new DeliveryCommand.FindRecipient(stranger(1)));
        assertThat(asked()).isEqualTo(5);
        alice.pass(SECOND);
        alice.pathFound(DeliveryHarness.announce(OptionalInt.empty(), false, DeliveryHarness.UNIX));
        assertThat(alice.take(EndpointCommand.OpenLink.class).destination()).isEqualTo(BOBS);
    }

    private int asked() {
        return alice.all(EndpointCommand.FindPath.class).size();
    }

    private void offer(Address link, Digest resource, long bytes) {
        alice.event(new EndpointEvent.ResourceOffered(link, Optional.empty(), resource, bytes, 1, false));
    }

    private static Digest resource(int number) {
        return Hashes.sha256(new byte[] {(byte) number});
    }

    private static Address stranger(int number) {
        return new Address(9, number);
    }
}
