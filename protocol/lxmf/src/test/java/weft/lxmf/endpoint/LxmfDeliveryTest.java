package weft.lxmf.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.lxmf.endpoint.DeliveryHarness.LINK;
import static weft.lxmf.endpoint.DeliveryHarness.SECOND;
import static weft.lxmf.endpoint.DeliveryHarness.UNIX;
import static weft.lxmf.endpoint.DeliveryHarness.announce;
import static weft.lxmf.endpoint.DeliveryHarness.bob;
import static weft.lxmf.endpoint.DeliveryHarness.knownBob;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliveryFailure;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.delivery.DeliveryState;
import weft.lxmf.delivery.OutboundMessage;
import weft.lxmf.delivery.SendMethod;
import weft.lxmf.delivery.WaitReason;
import weft.lxmf.message.DeliveryMethod;
import weft.lxmf.message.Message;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.endpoint.EndpointCommand;
import weft.reticulum.endpoint.EndpointEvent;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.LinkCloseReason;

class LxmfDeliveryTest {

    private static final long FOREVER = Long.MAX_VALUE;

    private final DeliveryHarness alice = new DeliveryHarness();

    private void proven(long ref) {
        alice.event(new EndpointEvent.Delivered(ref));
    }

    private void failed(long ref, FailureReason reason) {
        alice.event(new EndpointEvent.Failed(ref, reason));
    }

    @Test
    void aPacketIsSentThenDelivered() {
        Message message = alice.message(287);
        Digest id = alice.submit(message, SendMethod.OPPORTUNISTIC, 0);
        EndpointCommand.SendPacket send = alice.take(EndpointCommand.SendPacket.class);
        assertThat(send.plaintext()).hasSize(383);
        assertThat(alice.state(id)).contains(new DeliveryState.Sending());
        alice.event(new EndpointEvent.Sent(send.ref(), 1, 6 * SECOND));
        assertThat(alice.state(id)).contains(new DeliveryState.Sent());
        proven(send.ref());
        assertThat(alice.state(id)).contains(new DeliveryState.Delivered());
        assertThat(alice.router.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatDoesNotFitAPacketGoesOnALinkAndSaysSo() {
        Digest id = alice.submit(alice.message(288), SendMethod.OPPORTUNISTIC, 0);
        EndpointCommand.OpenLink open = alice.take(EndpointCommand.OpenLink.class);
        assertThat(alice.heard(DeliveryEvent.StateChanged.class).getLast().method())
                .contains(DeliveryMethod.DIRECT);
        alice.linkStands(open, LINK);
        EndpointCommand.SendOnLink send = alice.take(EndpointCommand.SendOnLink.class);
        proven(send.ref());
        assertThat(alice.state(id)).contains(new DeliveryState.Delivered());
    }

    @Test
    void aPacketOnALinkTurnsIntoAResourceAtItsLimit() {
        alice.submit(alice.message(319), SendMethod.DIRECT, 0);
        alice.submit(alice.message(320), SendMethod.DIRECT, 0);
        alice.linkStands(alice.take(EndpointCommand.OpenLink.class), LINK);
        assertThat(alice.all(EndpointCommand.SendOnLink.class)).hasSize(1);
        assertThat(alice.all(EndpointCommand.SendResource.class)).hasSize(1);
    }

    @Test
    void onlyTheFirstDeliveryOnALinkIdentifies() {
        alice.submit(alice.message(1), SendMethod.DIRECT, 0);
        alice.linkStands(alice.take(EndpointCommand.OpenLink.class), LINK);
        proven(alice.take(EndpointCommand.SendOnLink.class).ref());
        assertThat(alice.take(EndpointCommand.Identify.class).link()).isEqualTo(LINK);
        alice.submit(alice.message(1), SendMethod.DIRECT, 0);
        proven(alice.take(EndpointCommand.SendOnLink.class).ref());
        assertThat(alice.all(EndpointCommand.Identify.class)).isEmpty();
    }

    @Test
    void anIdleLinkIsClosedAfterTenMinutes() {
        alice.submit(alice.message(1), SendMethod.DIRECT, 0);
        alice.linkStands(alice.take(EndpointCommand.OpenLink.class), LINK);
        proven(alice.take(EndpointCommand.SendOnLink.class).ref());
        alice.pass(599 * SECOND);
        assertThat(alice.all(EndpointCommand.CloseLink.class)).isEmpty();
        alice.pass(SECOND);
        assertThat(alice.take(EndpointCommand.CloseLink.class).link()).isEqualTo(LINK);
        alice.submit(alice.message(1), SendMethod.DIRECT, 0);
        alice.take(EndpointCommand.OpenLink.class);
    }

    @Test
    void messagesGoBackOverTheLinkThatThePeerOpened() {
        alice.event(new EndpointEvent.LinkIdentified(LINK, DeliveryHarness.BOB.identity()));
        Digest id = alice.submit(alice.message(1), SendMethod.AUTO, 0, Optional.empty());
        EndpointCommand.SendOnLink send = alice.take(EndpointCommand.SendOnLink.class);
        assertThat(send.link()).isEqualTo(LINK);
        proven(send.ref());
        assertThat(alice.state(id)).contains(new DeliveryState.Delivered());
        assertThat(alice.all(EndpointCommand.Identify.class)).isEmpty();
    }

    @Test
    void fiveAttemptsThenFailure() {
        Digest id = alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0);
        for (int attempt = 1; attempt <= 5; attempt++) {
            EndpointCommand.SendPacket send = alice.take(EndpointCommand.SendPacket.class);
            alice.event(new EndpointEvent.Sent(send.ref(), 1, 6 * SECOND));
            alice.pass(7 * SECOND);
            failed(send.ref(), FailureReason.TIMED_OUT);
            assertThat(alice.all(EndpointCommand.SendPacket.class)).isEmpty();
            // The path is doubted once, after the second packet.
            assertThat(alice.all(EndpointCommand.FindPath.class)).hasSize(attempt == 2 ? 1 : 0);
            alice.pass(3 * SECOND);
        }
        assertThat(alice.state(id)).contains(new DeliveryState.Failed(DeliveryFailure.NO_PROOF));
        assertThat(alice.commands).isEmpty();
    }

    @Test
    void retriesSendTheSameMessage() {
        Message message = alice.message(5);
        alice.submit(message, SendMethod.OPPORTUNISTIC, 0);
        EndpointCommand.SendPacket first = alice.take(EndpointCommand.SendPacket.class);
        failed(first.ref(), FailureReason.TIMED_OUT);
        alice.pass(10 * SECOND);
        assertThat(alice.take(EndpointCommand.SendPacket.class).plaintext()).isEqualTo(first.plaintext());
    }

    @Test
    void aMessageToAStrangerAsksForItsKeyAndGoesOutWhenItIsHeard() {
        Digest id = alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0, Optional.empty());
        assertThat(alice.take(EndpointCommand.FindPath.class).destination()).isEqualTo(DeliveryHarness.BOBS);
        assertThat(alice.state(id)).contains(new DeliveryState.Waiting(WaitReason.KEY));
        alice.pass(2 * SECOND);
        alice.pathFound(announce(OptionalInt.empty(), true, UNIX));
        alice.take(EndpointCommand.SendPacket.class);
        assertThat(alice.heard(DeliveryEvent.RecipientFound.class)).hasSize(1);
    }

    @Test
    void aStrangerWhoIsNeverHeardFailsAfterFiveRequests() {
        Digest id = alice.submit(alice.message(1), SendMethod.DIRECT, 0, Optional.empty());
        alice.pass(34 * SECOND);
        assertThat(alice.state(id)).contains(new DeliveryState.Waiting(WaitReason.KEY));
        assertThat(alice.all(EndpointCommand.FindPath.class)).hasSize(5);
        alice.pass(SECOND);
        assertThat(alice.state(id)).contains(new DeliveryState.Failed(DeliveryFailure.NO_KEY));
    }

    @Test
    void aLinkWithoutAPathAsksAndGoesOnWhenThereIsOne() {
        Digest id = alice.submit(alice.message(1), SendMethod.DIRECT, 0);
        EndpointCommand.OpenLink open = alice.take(EndpointCommand.OpenLink.class);
        alice.event(new EndpointEvent.LinkOpening(open.ref(), LINK, open.destination()));
        alice.event(new EndpointEvent.LinkClosed(LINK, LinkCloseReason.NO_PATH));
        assertThat(alice.state(id)).contains(new DeliveryState.Waiting(WaitReason.PATH));
        alice.take(EndpointCommand.FindPath.class);
        // Nothing new in the announce; still there is a path now.
        alice.pathFound(announce(OptionalInt.empty(), false, UNIX));
        alice.take(EndpointCommand.OpenLink.class);
    }

    @Test
    void aPacketThatWentOutWithoutAPathGoesAgainWhenThereIsOne() {
        Digest id = alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0);
        EndpointCommand.SendPacket send = alice.take(EndpointCommand.SendPacket.class);
        alice.event(new EndpointEvent.Sent(send.ref(), 128, 6 * SECOND));
        alice.take(EndpointCommand.FindPath.class);
        alice.pass(12 * SECOND);
        failed(send.ref(), FailureReason.TIMED_OUT);
        assertThat(alice.state(id)).contains(new DeliveryState.Waiting(WaitReason.PATH));
        alice.pass(8 * SECOND);
        // Only the mesh is asked: neighbours have heard the packet already.
        assertThat(alice.all(EndpointCommand.FindPath.class)).hasSize(2);
        assertThat(alice.all(EndpointCommand.SendPacket.class)).isEmpty();
        alice.pathFound(announce(OptionalInt.empty(), false, UNIX));
        proven(alice.take(EndpointCommand.SendPacket.class).ref());
        assertThat(alice.state(id)).contains(new DeliveryState.Delivered());
    }

    @Test
    void aRecipientHeardWhileItsPacketIsOutWithoutAPathGetsItAtOnceWhenThatIsGivenUp() {
        alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0);
        EndpointCommand.SendPacket send = alice.take(EndpointCommand.SendPacket.class);
        alice.event(new EndpointEvent.Sent(send.ref(), 128, 6 * SECOND));
        alice.pass(3 * SECOND);
        alice.tell(new DeliveryCommand.RecipientHeard(bob(OptionalInt.empty(), false, UNIX + 3)));
        assertThat(alice.all(EndpointCommand.SendPacket.class)).isEmpty();
        alice.pass(9 * SECOND);
        failed(send.ref(), FailureReason.TIMED_OUT);
        alice.take(EndpointCommand.SendPacket.class);
    }

    @Test
    void aLinkThatIsNotAnsweredIsTriedAgainAfterTheWait() {
        Digest id = alice.submit(alice.message(1), SendMethod.DIRECT, 0);
        for (int attempt = 1; attempt <= 5; attempt++) {
            EndpointCommand.OpenLink open = alice.take(EndpointCommand.OpenLink.class);
            alice.event(new EndpointEvent.LinkOpening(open.ref(), LINK, open.destination()));
            alice.pass(6 * SECOND);
            alice.event(new EndpointEvent.LinkClosed(LINK, LinkCloseReason.TIMED_OUT));
            // The Router answers from what it remembers: that is no reason to hurry.
            alice.pathFound(announce(OptionalInt.empty(), false, UNIX));
            assertThat(alice.all(EndpointCommand.OpenLink.class)).isEmpty();
            alice.pass(10 * SECOND);
        }
        assertThat(alice.state(id)).contains(new DeliveryState.Failed(DeliveryFailure.NO_ANSWER));
    }

    @Test
    void aDeadLinkThatWasReusedIsReplacedAtOnce() {
        alice.submit(alice.message(1), SendMethod.DIRECT, 0);
        alice.linkStands(alice.take(EndpointCommand.OpenLink.class), LINK);
        proven(alice.take(EndpointCommand.SendOnLink.class).ref());
        Digest id = alice.submit(alice.message(1), SendMethod.DIRECT, 0);
        failed(alice.take(EndpointCommand.SendOnLink.class).ref(), FailureReason.TIMED_OUT);
        assertThat(alice.all(EndpointCommand.CloseLink.class)).hasSize(1);
        alice.linkStands(alice.take(EndpointCommand.OpenLink.class), new Address(8, 8));
        proven(alice.take(EndpointCommand.SendOnLink.class).ref());
        assertThat(alice.state(id)).contains(new DeliveryState.Delivered());
    }

    @Test
    void theAnnounceOfARecipientMakesItsMessagesDueAtOnce() {
        Digest id = alice.submit(alice.message(1), SendMethod.DIRECT, FOREVER, Optional.empty());
        alice.pass(60 * SECOND);
        assertThat(alice.state(id)).contains(new DeliveryState.Waiting(WaitReason.KEY));
        alice.commands.clear();
        alice.tell(new DeliveryCommand.RecipientHeard(bob(OptionalInt.empty(), false, UNIX + 60)));
        alice.take(EndpointCommand.OpenLink.class);
    }

    @Test
    void aPatientMessageRestsAndExpires() {
        Digest id = alice.submit(alice.message(1), SendMethod.DIRECT, 3600 * SECOND, Optional.empty());
        alice.pass(3599 * SECOND);
        assertThat(alice.state(id)).contains(new DeliveryState.Waiting(WaitReason.KEY));
        // 5 requests in each round, rests of 5, 10, 20 and 40 minutes.
        assertThat(alice.all(EndpointCommand.FindPath.class)).hasSize(20);
        alice.pass(SECOND);
        assertThat(alice.state(id)).contains(new DeliveryState.Expired());
        alice.tell(new DeliveryCommand.RecipientHeard(bob(OptionalInt.empty())));
        assertThat(alice.all(EndpointCommand.OpenLink.class)).isEmpty();
    }

    @Test
    void aCancelledMessageIsNotSentAgain() {
        Digest id = alice.submit(alice.message(20_000), SendMethod.DIRECT, 0);
        alice.linkStands(alice.take(EndpointCommand.OpenLink.class), LINK);
        EndpointCommand.SendResource send = alice.take(EndpointCommand.SendResource.class);
        alice.tell(new DeliveryCommand.Cancel(id));
        assertThat(alice.take(EndpointCommand.CancelResource.class).ref()).isEqualTo(send.ref());
        assertThat(alice.state(id)).contains(new DeliveryState.Cancelled());
        failed(send.ref(), FailureReason.CANCELLED);
        alice.pass(60 * SECOND);
        assertThat(alice.all(EndpointCommand.SendResource.class)).isEmpty();
        assertThat(alice.state(id)).contains(new DeliveryState.Cancelled());
    }

    @Test
    void aRefusedTransferIsRefusedAndNotRepeated() {
        Digest id = alice.submit(alice.message(20_000), SendMethod.DIRECT, FOREVER);
        alice.linkStands(alice.take(EndpointCommand.OpenLink.class), LINK);
        EndpointCommand.SendResource send = alice.take(EndpointCommand.SendResource.class);
        alice.event(new EndpointEvent.Progress(send.ref(), 5_000, 20_111));
        assertThat(alice.heard(DeliveryEvent.Progressed.class)).hasSize(1);
        failed(send.ref(), FailureReason.REJECTED);
        assertThat(alice.state(id)).contains(new DeliveryState.Refused());
    }

    @Test
    void aSlowWayCarriesOneMessageAtATimeInOrder() {
        alice.pathFound(announce(OptionalInt.empty(), false, UNIX));
        alice.event(new EndpointEvent.PathFound(
                DeliveryHarness.BOBS, 1, announce(OptionalInt.empty(), false, UNIX), 10 * SECOND));
        List<Digest> ids = List.of(
                alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0),
                alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0));
        EndpointCommand.SendPacket first = alice.take(EndpointCommand.SendPacket.class);
        assertThat(alice.state(ids.getLast())).isEmpty();
        failed(first.ref(), FailureReason.TIMED_OUT);
        alice.pass(20 * SECOND);
        assertThat(alice.all(EndpointCommand.SendPacket.class)).hasSize(1);
        proven(alice.take(EndpointCommand.SendPacket.class).ref());
        assertThat(alice.state(ids.getFirst())).contains(new DeliveryState.Delivered());
        proven(alice.take(EndpointCommand.SendPacket.class).ref());
        assertThat(alice.state(ids.getLast())).contains(new DeliveryState.Delivered());
    }

    @Test
    void aCrowdedNodeIsNoAttempt() {
        Digest id = alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0);
        for (int i = 0; i < 20; i++) {
            failed(alice.take(EndpointCommand.SendPacket.class).ref(), FailureReason.TOO_MANY);
            alice.pass(SECOND);
        }
        proven(alice.take(EndpointCommand.SendPacket.class).ref());
        assertThat(alice.state(id)).contains(new DeliveryState.Delivered());
    }

    @Test
    void automaticPrefersAPacketWithARatchetAndFallsBackToALink() {
        alice.submit(alice.message(1), SendMethod.AUTO, 0, Optional.of(bob(OptionalInt.empty(), true, UNIX)));
        for (int i = 0; i < 2; i++) {
            EndpointCommand.SendPacket send = alice.take(EndpointCommand.SendPacket.class);
            assertThat(send.ratchet()).isPresent();
            failed(send.ref(), FailureReason.TIMED_OUT);
            alice.pass(10 * SECOND);
        }
        alice.linkStands(alice.take(EndpointCommand.OpenLink.class), LINK);
        // With a link at hand the next one takes it from the start.
        alice.submit(alice.message(1), SendMethod.AUTO, 0, Optional.of(bob(OptionalInt.empty(), true, UNIX)));
        assertThat(alice.all(EndpointCommand.SendOnLink.class)).hasSize(2);
    }

    @Test
    void automaticTakesALinkForARecipientWithoutRatchets() {
        alice.submit(alice.message(1), SendMethod.AUTO, 0);
        alice.take(EndpointCommand.OpenLink.class);
    }

    @Test
    void aSecondSubmissionOfAMessageIsIgnored() {
        Message message = alice.message(1);
        alice.submit(message, SendMethod.OPPORTUNISTIC, 0);
        alice.submit(message, SendMethod.OPPORTUNISTIC, 0);
        assertThat(alice.all(EndpointCommand.SendPacket.class)).hasSize(1);
    }

    @Test
    void afterARestartTheAttemptsGoOnAndTheLastIsRepeated() {
        Message message = alice.message(1);
        alice.tell(new DeliveryCommand.Submit(
                new OutboundMessage(
                        message.id(),
                        message.destination(),
                        message.packed(),
                        SendMethod.OPPORTUNISTIC,
                        5,
                        Optional.empty(),
                        0),
                knownBob(),
                Optional.empty()));
        failed(alice.take(EndpointCommand.SendPacket.class).ref(), FailureReason.TIMED_OUT);
        assertThat(alice.state(message.id())).contains(new DeliveryState.Failed(DeliveryFailure.NO_PROOF));
    }

    @Test
    void aFullQueueSaysSoAndTakesMoreLater() {
        for (int i = 0; i < DeliverySettings.DEFAULT.queueMessages(); i++) {
            alice.submit(alice.message(1), SendMethod.DIRECT, 0);
        }
        Message more = alice.message(1);
        alice.submit(more, SendMethod.DIRECT, 0);
        assertThat(alice.heard(DeliveryEvent.NotTaken.class)).containsExactly(new DeliveryEvent.NotTaken(more.id()));
        alice.linkStands(alice.take(EndpointCommand.OpenLink.class), LINK);
        proven(alice.take(EndpointCommand.SendOnLink.class).ref());
        alice.submit(more, SendMethod.DIRECT, 0);
        assertThat(alice.heard(DeliveryEvent.NotTaken.class)).hasSize(1);
    }

    @Test
    void messagesUnderWayToOneRecipientAreBounded() {
        for (int i = 0; i < 40; i++) {
            alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0);
        }
        assertThat(alice.all(EndpointCommand.SendPacket.class)).hasSize(24);
        proven(alice.all(EndpointCommand.SendPacket.class).getFirst().ref());
        assertThat(alice.all(EndpointCommand.SendPacket.class)).hasSize(25);
    }

    @Test
    void packetsUnderWayToAllAreBoundedAndHoldUpNoLinks() {
        DeliverySettings few = DeliverySettings.DEFAULT.withPackets(2);
        DeliveryHarness crowded = new DeliveryHarness(few);
        for (int i = 0; i < 4; i++) {
            crowded.submit(crowded.message(1), SendMethod.OPPORTUNISTIC, 0);
        }
        crowded.submit(crowded.message(1), SendMethod.DIRECT, 0);
        assertThat(crowded.all(EndpointCommand.SendPacket.class)).hasSize(2);
        assertThat(crowded.all(EndpointCommand.OpenLink.class)).hasSize(1);
        long first = crowded.all(EndpointCommand.SendPacket.class).getFirst().ref();
        crowded.event(new EndpointEvent.Delivered(first));
        assertThat(crowded.all(EndpointCommand.SendPacket.class)).hasSize(3);
    }

    @Test
    void aPathThatLeadsNowhereDoesNotKeepAMessageForEver() {
        Digest id = alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0);
        for (int i = 0; i < 50; i++) {
            alice.all(EndpointCommand.SendPacket.class).forEach(send -> failed(send.ref(), FailureReason.NO_PATH));
            boolean asked = !alice.all(EndpointCommand.FindPath.class).isEmpty();
            alice.commands.clear();
            if (asked) {
                alice.pathFound(announce(OptionalInt.empty(), false, UNIX));
            }
            alice.pass(7 * SECOND);
        }
        assertThat(alice.state(id)).contains(new DeliveryState.Failed(DeliveryFailure.NO_PATH));
    }

    @Test
    void announcesCarryNameAndCostAndAreAnswered() {
        alice.tell(new DeliveryCommand.Announce(UNIX, bob(OptionalInt.of(8)).data(), Optional.empty()));
        EndpointCommand.Announce announce = alice.take(EndpointCommand.Announce.class);
        assertThat(announce.appData()).isEqualTo(bob(OptionalInt.of(8)).data().encode());
        alice.event(new EndpointEvent.Sent(announce.ref(), 0, 6 * SECOND));
        assertThat(alice.heard(DeliveryEvent.Announced.class))
                .containsExactly(
                        new DeliveryEvent.Announced(true, bob(OptionalInt.of(8)).data()));
    }

    @Test
    void anAnswerToAPathRequestIsNoAnnounceForEverybody() {
        alice.tell(new DeliveryCommand.Announce(
                UNIX, bob(OptionalInt.empty()).data(), Optional.of(new InterfaceRef(new Address(1, 1), 1, 1))));
        EndpointCommand.Announce answer = alice.take(EndpointCommand.Announce.class);
        alice.event(new EndpointEvent.Sent(answer.ref(), 1, 6 * SECOND));
        assertThat(alice.heard(DeliveryEvent.Announced.class)).isEmpty();
    }

    @Test
    void aLateOrUnknownAnswerIsHarmless() {
        proven(99);
        failed(98, FailureReason.TIMED_OUT);
        alice.event(new EndpointEvent.LinkClosed(LINK, LinkCloseReason.TIMED_OUT));
        alice.event(new EndpointEvent.Sent(97, 1, 6 * SECOND));
        alice.tell(new DeliveryCommand.Cancel(Digest.of(new byte[32])));
        assertThat(alice.events).isEmpty();
    }
}
