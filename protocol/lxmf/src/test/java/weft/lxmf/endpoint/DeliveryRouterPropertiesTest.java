package weft.lxmf.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.lxmf.endpoint.DeliveryHarness.SECOND;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.delivery.DeliveryState;
import weft.lxmf.delivery.Recipient;
import weft.lxmf.delivery.SendMethod;
import weft.lxmf.message.Message;
import weft.lxmf.stamp.Stamp;
import weft.lxmf.ticket.Ticket;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.endpoint.EndpointEvent;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.LinkCloseReason;

/** Whatever happens in whatever order, the machine keeps its promises. */
class DeliveryRouterPropertiesTest {

    /** One thing that happens; {@code pick} chooses among what it can happen to. */
    private record Step(Kind kind, int pick) {}

    private enum Kind {
        SUBMIT_PACKET,
        SUBMIT_DIRECT,
        SUBMIT_LARGE,
        SUBMIT_TO_STRANGER,
        CANCEL,
        PASS_A_SECOND,
        PASS_A_MINUTE,
        PASS_AN_HOUR,
        SENT,
        DELIVERED,
        FAILED,
        LINK_OPENS,
        LINK_STANDS,
        LINK_CLOSES,
        PEER_CALLS,
        PATH_FOUND,
        ANNOUNCED,
        COSTLY_ANNOUNCE,
        STAMP_FOUND,
        STAMP_PUT_OFF,
        TICKET
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Kind.values()), Arbitraries.integers().between(0, 1000))
                .as(Step::new)
                .list()
                .ofMaxSize(150);
    }

    @Property(tries = 400)
    void promisesAreKept(@ForAll("steps") List<Step> steps) {
        World world = new World();
        for (Step step : steps) {
            world.take(step);
            world.check();
        }
        world.settle();
    }

    /** A machine in a world where everything answers late, twice, wrongly or never. */
    private static final class World {
        final DeliveryHarness alice = new DeliveryHarness(DeliverySettings.DEFAULT.withPackets(3));
        final Map<Digest, DeliveryState> states = new LinkedHashMap<>();
        int seenEvents;
        int links;
        int submitted;

        void take(Step step) {
            int pick = step.pick();
            switch (step.kind()) {
                case SUBMIT_PACKET -> submit(10, SendMethod.values()[pick % 3], pick, DeliveryHarness.knownBob());
                case SUBMIT_DIRECT -> submit(300, SendMethod.DIRECT, pick, DeliveryHarness.knownBob());
                case SUBMIT_LARGE -> submit(3000, SendMethod.AUTO, pick, DeliveryHarness.knownBob());
                case SUBMIT_TO_STRANGER -> submit(5, SendMethod.AUTO, pick, Optional.empty());
                case CANCEL -> message(pick).ifPresent(id -> alice.tell(new DeliveryCommand.Cancel(id)));
                case PASS_A_SECOND -> alice.pass(SECOND);
                case PASS_A_MINUTE -> alice.pass(60 * SECOND);
                case PASS_AN_HOUR -> alice.pass(3600 * SECOND);
                case SENT -> alice.event(new EndpointEvent.Sent(ref(pick), pick % 130, (6 + pick % 9) * SECOND));
                case DELIVERED -> alice.event(new EndpointEvent.Delivered(ref(pick)));
                case FAILED ->
                    alice.event(new EndpointEvent.Failed(
                            ref(pick), FailureReason.values()[pick % FailureReason.values().length]));
                case LINK_OPENS ->
                    alice.event(new EndpointEvent.LinkOpening(ref(pick), link(++links), DeliveryHarness.BOBS));
                case LINK_STANDS ->
                    alice.event(new EndpointEvent.LinkEstablished(
                            link(pick % (links + 1)), true, SECOND, 500, 431, DeliveryHarness.reception()));
                case LINK_CLOSES ->
                    alice.event(new EndpointEvent.LinkClosed(
                            link(pick % (links + 1)),
                            LinkCloseReason.values()[pick % LinkCloseReason.values().length]));
                case PEER_CALLS ->
                    alice.event(new EndpointEvent.LinkIdentified(link(10_000 + pick), DeliveryHarness.BOB.identity()));
                case PATH_FOUND -> alice.pathFound(DeliveryHarness.announce(OptionalInt.empty(), true, 1_700_000_000L));
                case ANNOUNCED -> announced(OptionalInt.empty(), pick);
                case COSTLY_ANNOUNCE -> announced(OptionalInt.of(1 + pick % 30), pick);
                case STAMP_FOUND ->
                    message(pick)
                            .ifPresent(id ->
                                    alice.tell(new DeliveryCommand.StampFound(id, new Stamp(new byte[32], pick % 30))));
                case STAMP_PUT_OFF -> message(pick).ifPresent(id -> alice.tell(new DeliveryCommand.StampPutOff(id)));
                case TICKET ->
                    alice.tell(new DeliveryCommand.TicketReceived(
                            DeliveryHarness.BOBS, new Ticket(1_700_000_000L + pick, new byte[16])));
            }
        }

        private void submit(int size, SendMethod method, int pick, Optional<Recipient> recipient) {
            submitted++;
            Message message = alice.message(size);
            states.put(message.id(), new DeliveryState.Accepted());
            alice.submit(message, method, pick % 2 * 86_400 * SECOND, recipient);
        }

        private void announced(OptionalInt cost, int pick) {
            alice.tell(new DeliveryCommand.RecipientHeard(
                    DeliveryHarness.bob(cost, pick % 2 == 0, 1_700_000_000L + pick)));
        }

        private Optional<Digest> message(int pick) {
            return states.isEmpty()
                    ? Optional.empty()
                    : states.keySet().stream().skip(pick % states.size()).findFirst();
        }

        private static long ref(int pick) {
            return 1 + pick % 40;
        }

        private static Address link(int number) {
            return new Address(99, number);
        }

        /** What must hold after every call. */
        void check() {
            for (DeliveryEvent event : alice.events.subList(seenEvents, alice.events.size())) {
                if (event instanceof DeliveryEvent.StateChanged change) {
                    assertThat(states.get(change.message()).isFinal()).isFalse();
                    assertThat(change.attempts()).isBetween(0, 5);
                    states.put(change.message(), change.state());
                }
            }
            seenEvents = alice.events.size();
            assertThat(alice.router.nextDeadline()).isGreaterThan(alice.now);
            long unfinished =
                    states.values().stream().filter(state -> !state.isFinal()).count();
            assertThat(alice.router.queuedMessages()).isEqualTo((int) unfinished);
        }

        /** When nobody answers any more, every message comes to an end. */
        void settle() {
            for (int round = 0; round < 400 && alice.router.queuedMessages() > 0; round++) {
                for (int ref = 1; ref <= submitted * 40 + 100; ref++) {
                    alice.event(new EndpointEvent.Failed(ref, FailureReason.TIMED_OUT));
                }
                for (int link = 0; link <= links; link++) {
                    alice.event(new EndpointEvent.LinkClosed(link(link), LinkCloseReason.TIMED_OUT));
                }
                // Every search ends some day; to be picked in turn might take a message longer than all of this.
                states.keySet()
                        .forEach(id -> alice.tell(new DeliveryCommand.StampFound(id, new Stamp(new byte[32], 24))));
                alice.pass(3600 * SECOND);
                check();
            }
            assertThat(alice.router.queuedMessages()).isZero();
            assertThat(alice.router.queuedBytes()).isZero();
        }
    }
}
