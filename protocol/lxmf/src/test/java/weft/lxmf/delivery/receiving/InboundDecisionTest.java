package weft.lxmf.delivery.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.lxmf.Vectors.bytes;
import static weft.lxmf.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.lxmf.Vectors;
import weft.lxmf.delivery.receiving.InboundDecision.Refusal;
import weft.lxmf.delivery.receiving.InboundPolicy.Strangers;
import weft.lxmf.endpoint.DeliveryHarness;
import weft.lxmf.message.DeliveryMethod;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.lxmf.ticket.Ticket;
import weft.lxmf.ticket.TicketBook;
import weft.reticulum.Address;
import weft.reticulum.identity.Identity;

class InboundDecisionTest {

    private static final JsonNode FILE = Vectors.load("ticket");
    private static final Identity SENDER = Vectors.sender(FILE).identity();
    private static final Address OWN = DeliveryHarness.address(Vectors.recipient(FILE));
    private static final double NOW = 1_700_000_000.25;
    private static final InboundPolicy OPEN = new InboundPolicy(OWN, OptionalInt.empty(), true, Strangers.ALLOW);

    private static SenderStanding known(TicketBook tickets) {
        return new SenderStanding(Optional.of(SENDER), false, false, true, tickets, false);
    }

    private static Message message(MessageFields fields) {
        return Message.sign(Vectors.sender(FILE), OWN, NOW, new byte[0], new byte[] {'x'}, fields);
    }

    private static InboundDecision decide(SenderStanding sender, InboundPolicy policy) {
        return InboundDecision.decide(message(MessageFields.NONE), DeliveryMethod.DIRECT, sender, policy, NOW);
    }

    @TestFactory
    List<DynamicTest> judgesStampsAndTicketsLikeTheReference() {
        return Vectors.each(FILE.get("inbound_validation"), node -> {
            List<Ticket> issued = new ArrayList<>();
            node.get("known_inbound_tickets").forEach(secret -> issued.add(new Ticket(NOW + 1000, bytes(secret))));
            JsonNode cost = node.get("required_cost");
            InboundPolicy policy = new InboundPolicy(
                    OWN,
                    cost.isNull() ? OptionalInt.empty() : OptionalInt.of(cost.intValue()),
                    node.get("enforcing").booleanValue(),
                    Strangers.ALLOW);
            Message message = valueOf(Message.unpack(bytes(node.get("packed"))));
            TicketBook book = new TicketBook(Optional.empty(), issued, OptionalDouble.empty());
            InboundDecision decision = InboundDecision.decide(message, DeliveryMethod.DIRECT, known(book), policy, NOW);
            if (!node.get("delivered").booleanValue()) {
                assertThat(decision).isEqualTo(new InboundDecision.Refuse(Refusal.WORTHLESS_STAMP));
                return;
            }
            InboundDecision.Deliver delivered = (InboundDecision.Deliver) decision;
            assertThat(delivered.signature()).isEqualTo(SignatureState.VALID);
            assertThat(delivered.stampValid()).isEqualTo(node.get("stamp_valid").booleanValue());
            JsonNode value = node.get("stamp_value");
            assertThat(delivered.stamp())
                    .isEqualTo(value.isNull() ? OptionalInt.empty() : OptionalInt.of(value.intValue()));
        });
    }

    @Test
    void refusesInTheOrderOfCheapness() {
        SenderStanding sender = known(TicketBook.EMPTY);
        InboundPolicy elsewhere = new InboundPolicy(new Address(1, 1), OptionalInt.empty(), false, Strangers.ALLOW);
        assertThat(decide(sender, elsewhere)).isEqualTo(new InboundDecision.Refuse(Refusal.OTHER_RECIPIENT));
        assertThat(decide(new SenderStanding(Optional.of(SENDER), true, true, true, TicketBook.EMPTY, true), OPEN))
                .isEqualTo(new InboundDecision.Refuse(Refusal.BLACKHOLED));
        assertThat(decide(new SenderStanding(Optional.of(SENDER), false, true, true, TicketBook.EMPTY, true), OPEN))
                .isEqualTo(new InboundDecision.Duplicate());
        assertThat(decide(new SenderStanding(Optional.of(SENDER), false, true, true, TicketBook.EMPTY, false), OPEN))
                .isEqualTo(new InboundDecision.Refuse(Refusal.BLOCKED));
    }

    @Test
    void strangersAreLetInMarkedOrRefused() {
        SenderStanding stranger = new SenderStanding(Optional.of(SENDER), false, false, false, TicketBook.EMPTY, false);
        for (Strangers rule : Strangers.values()) {
            InboundPolicy policy = new InboundPolicy(OWN, OptionalInt.empty(), true, rule);
            switch (decide(stranger, policy)) {
                case InboundDecision.Refuse refuse -> assertThat(rule).isEqualTo(Strangers.REFUSE);
                case InboundDecision.Deliver deliver ->
                    assertThat(deliver.request()).isEqualTo(rule == Strangers.REQUEST);
                case InboundDecision.Duplicate duplicate -> throw new AssertionError("it is new");
            }
        }
    }

    @Test
    void anUnknownSourceIsDeliveredAndAskedForAndVerifiedLater() {
        InboundDecision.Deliver delivered = (InboundDecision.Deliver) decide(SenderStanding.STRANGER, OPEN);
        assertThat(delivered.signature()).isEqualTo(SignatureState.UNVERIFIED);
        assertThat(delivered.wantsSenderKey()).isTrue();
        assertThat(InboundDecision.verify(delivered.message(), Optional.of(SENDER)))
                .isEqualTo(SignatureState.VALID);
    }

    @Test
    void theKeyOfSomebodyElseVerifiesNothing() {
        Identity other = DeliveryHarness.BOB.identity();
        assertThat(InboundDecision.verify(message(MessageFields.NONE), Optional.of(other)))
                .isEqualTo(SignatureState.UNVERIFIED);
    }

    @Test
    void aForgedMessageIsNoContactsAndBringsNoTicket() {
        Message honest = message(MessageFields.NONE.with(new Ticket(NOW + 1000, new byte[16])));
        byte[] packed = honest.packed().clone();
        packed[40] ^= 1;
        Message forged = valueOf(Message.unpack(packed));
        InboundPolicy closed = new InboundPolicy(OWN, OptionalInt.empty(), true, Strangers.REFUSE);
        assertThat(InboundDecision.decide(forged, DeliveryMethod.DIRECT, known(TicketBook.EMPTY), closed, NOW))
                .isEqualTo(new InboundDecision.Refuse(Refusal.STRANGER));
        InboundDecision.Deliver delivered = (InboundDecision.Deliver)
                InboundDecision.decide(forged, DeliveryMethod.DIRECT, known(TicketBook.EMPTY), OPEN, NOW);
        assertThat(delivered.signature()).isEqualTo(SignatureState.INVALID);
        assertThat(delivered.ticket()).isEmpty();
        InboundDecision.Deliver genuine = (InboundDecision.Deliver)
                InboundDecision.decide(honest, DeliveryMethod.DIRECT, known(TicketBook.EMPTY), OPEN, NOW);
        assertThat(genuine.ticket()).isPresent();
    }

    @Test
    void paperNeedsNoStamp() {
        InboundPolicy policy = new InboundPolicy(OWN, OptionalInt.of(8), true, Strangers.ALLOW);
        assertThat(InboundDecision.decide(
                        message(MessageFields.NONE), DeliveryMethod.PAPER, known(TicketBook.EMPTY), policy, NOW))
                .isInstanceOf(InboundDecision.Deliver.class);
    }

    @Test
    void decidingTwiceDecidesTheSame() {
        SenderStanding sender = known(TicketBook.EMPTY);
        Message message = message(MessageFields.NONE);
        assertThat(InboundDecision.decide(message, DeliveryMethod.DIRECT, sender, OPEN, NOW))
                .isEqualTo(InboundDecision.decide(message, DeliveryMethod.DIRECT, sender, OPEN, NOW));
    }
}
