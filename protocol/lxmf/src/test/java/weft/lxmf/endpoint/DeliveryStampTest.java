package weft.lxmf.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.lxmf.endpoint.DeliveryHarness.UNIX;
import static weft.lxmf.endpoint.DeliveryHarness.bob;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import weft.lxmf.Vectors;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliveryFailure;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.delivery.DeliveryState;
import weft.lxmf.delivery.OutboundMessage;
import weft.lxmf.delivery.Recipient;
import weft.lxmf.delivery.SendMethod;
import weft.lxmf.delivery.WaitReason;
import weft.lxmf.message.Message;
import weft.lxmf.stamp.Stamp;
import weft.lxmf.ticket.Ticket;
import weft.reticulum.Digest;
import weft.reticulum.endpoint.EndpointCommand;

class DeliveryStampTest {

    private final DeliveryHarness alice = new DeliveryHarness();
    private final Optional<Recipient> costly = Optional.of(bob(OptionalInt.of(8)));
    private final Ticket ticket = new Ticket(UNIX + 1000, new byte[16]);

    private static Message sentMessage(EndpointCommand.SendPacket send) {
        byte[] packed = Arrays.copyOf(DeliveryHarness.BOBS.bytes(), 16 + send.plaintext().length);
        System.arraycopy(send.plaintext(), 0, packed, 16, send.plaintext().length);
        return Vectors.valueOf(Message.unpack(packed));
    }

    private List<DeliveryEvent.StampWanted> wanted() {
        return alice.heard(DeliveryEvent.StampWanted.class);
    }

    @Test
    void aMessageWaitsForTheStampThatItsRecipientAsksFor() {
        Digest id = alice.submit(alice.message(5), SendMethod.OPPORTUNISTIC, 0, costly);
        assertThat(alice.state(id)).contains(new DeliveryState.Waiting(WaitReason.STAMP));
        assertThat(alice.commands).isEmpty();
        Stamp stamp = wanted().getFirst().work().begin().next(100_000).orElseThrow();
        alice.tell(new DeliveryCommand.StampFound(id, stamp));
        Message sent = sentMessage(alice.take(EndpointCommand.SendPacket.class));
        assertThat(sent.id()).isEqualTo(id);
        assertThat(sent.stamp()).hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(stamp.bytes()));
        assertThat(sent.isSignedBy(DeliveryHarness.ALICE.identity())).isTrue();
    }

    @Test
    void oneStampAtATimeAndOthersAreNotHeldUp() {
        Digest first = alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0, costly);
        Digest second = alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0, costly);
        assertThat(wanted()).extracting(DeliveryEvent.StampWanted::message).containsExactly(first);
        alice.tell(new DeliveryCommand.StampFound(first, new Stamp(new byte[32], 8)));
        assertThat(wanted()).extracting(DeliveryEvent.StampWanted::message).containsExactly(first, second);
    }

    @Test
    void cancellingStopsTheSearchAndStartsTheNext() {
        Digest first = alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0, costly);
        Digest second = alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0, costly);
        alice.tell(new DeliveryCommand.Cancel(first));
        assertThat(alice.heard(DeliveryEvent.StampNotWanted.class))
                .containsExactly(new DeliveryEvent.StampNotWanted(first));
        assertThat(wanted().getLast().message()).isEqualTo(second);
        // The answer may have been under way.
        alice.tell(new DeliveryCommand.StampFound(first, new Stamp(new byte[32], 8)));
        assertThat(alice.all(EndpointCommand.SendPacket.class)).isEmpty();
        assertThat(wanted()).hasSize(2);
    }

    @Test
    void aTicketPaysInsteadOfWork() {
        alice.tell(new DeliveryCommand.Submit(
                OutboundMessage.of(alice.message(1), SendMethod.OPPORTUNISTIC, 0), costly, Optional.of(ticket)));
        Message sent = sentMessage(alice.take(EndpointCommand.SendPacket.class));
        assertThat(ticket.made(sent.stamp().orElseThrow(), sent.id())).isTrue();
        assertThat(wanted()).isEmpty();
    }

    @Test
    void aTicketThatComesInTimeEndsTheSearch() {
        Digest id = alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0, costly);
        alice.tell(new DeliveryCommand.TicketReceived(DeliveryHarness.BOBS, ticket));
        assertThat(alice.heard(DeliveryEvent.StampNotWanted.class)).hasSize(1);
        assertThat(sentMessage(alice.take(EndpointCommand.SendPacket.class)).id())
                .isEqualTo(id);
    }

    @Test
    void anExpiredTicketPaysNothing() {
        alice.tell(new DeliveryCommand.Submit(
                OutboundMessage.of(alice.message(1), SendMethod.OPPORTUNISTIC, 0),
                costly,
                Optional.of(new Ticket(UNIX - 1, new byte[16]))));
        assertThat(wanted()).hasSize(1);
    }

    @Test
    void anAnnouncedCostIsForgottenAfterFortyFiveDays() {
        alice.tell(new DeliveryCommand.WallClock(UNIX + Recipient.COST_MEMORY));
        alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0, costly);
        assertThat(wanted()).hasSize(1);
        alice.tell(new DeliveryCommand.WallClock(UNIX + Recipient.COST_MEMORY + 1));
        alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0, costly);
        alice.take(EndpointCommand.SendPacket.class);
    }

    @Test
    void aCostOutOfReachFailsAtOnce() {
        Digest id = alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0, Optional.of(bob(OptionalInt.of(254))));
        assertThat(alice.state(id)).contains(new DeliveryState.Failed(DeliveryFailure.STAMP_TOO_COSTLY));
    }

    @Test
    void aStampThatMakesAMessageTooLongForAPacketPutsItOnALink() {
        Digest id = alice.submit(alice.message(287), SendMethod.OPPORTUNISTIC, 0, costly);
        alice.tell(new DeliveryCommand.StampFound(id, new Stamp(new byte[32], 8)));
        alice.take(EndpointCommand.OpenLink.class);
    }

    @Test
    void aStampFoundBeforeARestartIsUsed() {
        Message message = alice.message(1);
        alice.tell(new DeliveryCommand.Submit(
                new OutboundMessage(
                        message.id(),
                        message.destination(),
                        message.packed(),
                        SendMethod.OPPORTUNISTIC,
                        0,
                        Optional.of(new Stamp(new byte[32], 8)),
                        0),
                costly,
                Optional.empty()));
        assertThat(wanted()).isEmpty();
        alice.take(EndpointCommand.SendPacket.class);
    }

    @Test
    void aSearchThatIsPutOffIsWantedAgainAndIsNoAttempt() {
        DeliverySettings settings = DeliverySettings.DEFAULT;
        Digest id = alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0, costly);
        for (int refusals = 1; refusals <= 2 * settings.attempts(); refusals++) {
            assertThat(wanted()).hasSize(refusals);
            alice.tell(new DeliveryCommand.StampPutOff(id));
            assertThat(alice.state(id)).contains(new DeliveryState.Waiting(WaitReason.STAMP));
            alice.pass(settings.stampWait() - 1);
            assertThat(wanted()).hasSize(refusals);
            alice.pass(1);
        }
        alice.tell(new DeliveryCommand.StampFound(id, new Stamp(new byte[32], 8)));
        assertThat(sentMessage(alice.take(EndpointCommand.SendPacket.class)).id())
                .isEqualTo(id);
        assertThat(alice.heard(DeliveryEvent.StateChanged.class).getLast().attempts())
                .isEqualTo(1);
    }

    @Test
    void aSearchThatIsPutOffLeavesItsTurnToTheNext() {
        Digest first = alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0, costly);
        Digest second = alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0, costly);
        alice.tell(new DeliveryCommand.StampPutOff(first));
        assertThat(wanted()).extracting(DeliveryEvent.StampWanted::message).containsExactly(first, second);
    }

    @Test
    void aMessageThatIsCancelledWhileItsSearchIsPutOffIsNotWantedAgain() {
        Digest id = alice.submit(alice.message(1), SendMethod.OPPORTUNISTIC, 0, costly);
        alice.tell(new DeliveryCommand.StampPutOff(id));
        alice.tell(new DeliveryCommand.Cancel(id));
        alice.pass(DeliverySettings.DEFAULT.stampWait());
        assertThat(wanted()).hasSize(1);
        assertThat(alice.router.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    }
}
