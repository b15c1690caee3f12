package weft.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.simulator.Pair.SECOND;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import weft.lxmf.delivery.DeliveryState;
import weft.lxmf.delivery.SendMethod;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;

/** An installation whose bus two Routers read, joined by a wire, and somebody else behind each of the two. */
class TwoRoutersTest {

    private static final long HOUR = 3600 * SECOND;

    @Test
    void directMessagesPassThroughEitherAndEachPacketHasOneOutcome() {
        Seeds.play(3, mesh -> {
            Town town = new Town(mesh, BusModel.CLEAN);
            Outcomes outcomes = new Outcomes(town.home.bus());
            town.everybodyWritesToEverybody(50);
            town.expectAllDelivered(HOUR);
            town.everybodyWritesToEverybody(20_000);
            town.expectAllDelivered(HOUR);
            mesh.simulation().runUntil("an outcome of every packet", 60 * SECOND, outcomes::areComplete);
            outcomes.expectOneEach();
        });
    }

    @Test
    void nothingIsLostOrDoubledOnARoughBus() {
        Seeds.play(3, mesh -> {
            Town town = new Town(mesh, BusModel.CLEAN);
            town.home.bus().become(BusModel.ROUGH);
            town.everybodyWritesToEverybody(50);
            town.everybodyWritesToEverybody(3_000);
            town.expectAllDelivered(12 * HOUR);
        });
    }

    @Test
    void whoseHomeIsLostGoesThroughTheOtherAndThenHomeAgain() {
        Seeds.play(3, mesh -> {
            Town town = new Town(mesh, BusModel.CLEAN);
            town.send(town.northern, town.far, 50);
            town.expectAllDelivered(HOUR);

            town.north.crash();
            town.send(town.northern, town.far, 60);
            town.send(town.far, town.northern, 70);
            mesh.simulation().runFor(90 * SECOND);
            town.home.setHome(town.northern.mailbox, town.south);
            town.expectAllDelivered(12 * HOUR);

            town.north.restart();
            town.wires.forEach(SimulatedWire::connect);
            town.home.setHome(town.northern.mailbox, town.north);
            mesh.simulation().runFor(5 * SECOND);
            town.announce();
            town.everybodyWritesToEverybody(80);
            town.expectAllDelivered(12 * HOUR);
        });
    }

    /** A member and the host that owns it. */
    private record Person(Installation installation, MessageHost host, SimulatedMailbox mailbox) {

        static Person in(Installation installation, MessageHost host) {
            return new Person(installation, host, installation.member(host));
        }

        Address address() {
            return mailbox.address();
        }
    }

    private record Sent(Person from, Person to, Digest id, String content) {}

    /** Members of one node, at home at a Router each, and two peers of whom each sees one of these Routers alone. */
    private static final class Town {
        final SimulatedMesh mesh;
        final RouterNode north;
        final RouterNode south;
        final Installation home;
        final Person northern;
        final Person southern;
        final Person near;
        final Person far;
        final List<SimulatedWire> wires;
        private final List<Sent> sent = new ArrayList<>();

        Town(SimulatedMesh mesh, BusModel bus) {
            this.mesh = mesh;
            north = mesh.transportNode("north");
            south = mesh.transportNode("south");
            home = mesh.installation("home", bus, List.of(north, south));
            MessageHost host = home.messageHost("host");
            northern = Person.in(home, host);
            southern = Person.in(home, host);
            home.setHome(northern.mailbox, north);
            home.setHome(southern.mailbox, south);
            near = alone("near");
            far = alone("far");
            wires = List.of(
                    mesh.wire(north, south, LinkModel.CLEAN),
                    mesh.wire(north, near.installation.router(), LinkModel.CLEAN),
                    mesh.wire(south, far.installation.router(), LinkModel.CLEAN));
            mesh.simulation().runFor(SECOND);
            announce();
        }

        private Person alone(String name) {
            Installation installation = mesh.installation(name, BusModel.CLEAN);
            return Person.in(installation, installation.messageHost("host"));
        }

        void announce() {
            List.of(northern, southern, near, far).forEach(person -> person.host.announce(person.mailbox));
            mesh.simulation()
                    .runUntil(
                            "everybody knows a path",
                            60 * SECOND,
                            () -> List.of(near.installation.router(), far.installation.router()).stream()
                                    .allMatch(router -> router.path(northern.address())
                                                    .isPresent()
                                            && router.path(southern.address()).isPresent()));
            mesh.simulation().runUntil("both Routers know the peers", 60 * SECOND, () -> List.of(north, south).stream()
                    .allMatch(router -> router.path(near.address()).isPresent()
                            && router.path(far.address()).isPresent()));
            mesh.simulation().runFor(SECOND);
        }

        void everybodyWritesToEverybody(int characters) {
            for (Person member : List.of(northern, southern)) {
                for (Person peer : List.of(near, far)) {
                    send(member, peer, characters);
                    send(peer, member, characters);
                }
            }
        }

        void send(Person from, Person to, int characters) {
            String content = sent.size() + " " + "x".repeat(characters);
            sent.add(new Sent(
                    from,
                    to,
                    from.host.send(from.mailbox, to.address(), content, SendMethod.DIRECT, 24 * HOUR),
                    content));
        }

        void expectAllDelivered(long within) {
            mesh.simulation().runFor(SECOND);
            mesh.simulation().runUntil("every message is delivered", within, () -> sent.stream()
                    .allMatch(Town::isDelivered));
            mesh.simulation().runFor(60 * SECOND);
            for (Person person : List.of(northern, southern, near, far)) {
                assertThat(person.mailbox.inbox())
                        .extracting(message -> new String(message.content(), StandardCharsets.UTF_8))
                        .containsExactlyInAnyOrderElementsOf(sent.stream()
                                .filter(message -> message.to == person)
                                .map(Sent::content)
                                .toList());
            }
        }

        private static boolean isDelivered(Sent message) {
            return message.from
                    .mailbox
                    .state(message.id)
                    .filter(DeliveryState.Delivered.class::isInstance)
                    .isPresent();
        }
    }

    /** What the Routers of one bus say of each packet that was put on it. */
    private static final class Outcomes implements SimulatedBus.Watch {
        private record Packet(Address owner, long ref) {}

        private final Map<Packet, List<ToEndpoint.Outcome>> said = new LinkedHashMap<>();

        Outcomes(SimulatedBus bus) {
            bus.watch(this);
        }

        @Override
        public void toRouter(ToRouter record) {
            if (record instanceof ToRouter.Outbound out) {
                said.put(new Packet(out.owner(), out.ref()), new ArrayList<>());
            }
        }

        @Override
        public void toEndpoint(ToEndpoint record) {
            if (record instanceof ToEndpoint.Outcome outcome) {
                said.computeIfAbsent(new Packet(outcome.owner(), outcome.ref()), _ -> new ArrayList<>())
                        .add(outcome);
            }
        }

        boolean areComplete() {
            return said.values().stream().noneMatch(List::isEmpty);
        }

        void expectOneEach() {
            assertThat(said).hasSizeGreaterThan(100);
            assertThat(said.values())
                    .allSatisfy(outcomes -> assertThat(outcomes).singleElement().isInstanceOf(ToEndpoint.Sent.class));
        }
    }
}
