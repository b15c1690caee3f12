package weft.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.simulator.Pair.SECOND;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import weft.lxmf.delivery.DeliveryState;
import weft.lxmf.delivery.SendMethod;
import weft.reticulum.Digest;

/** Two installations with a transport node between them, a member each, and the messages they write to each other. */
final class Correspondence {

    static final long HOUR = 3600 * SECOND;
    private static final long LIFETIME = 24 * HOUR;

    final SimulatedMesh mesh;
    final RouterNode transport;
    final Side left;
    final Side right;
    final List<SimulatedWire> wires;
    private final List<Sent> sent = new ArrayList<>();

    private record Sent(Side from, Side to, Digest id, String content) {}

    /** One installation with two hosts and a member, whom either of them owns. */
    static final class Side {
        final Installation installation;
        final MessageHost first;
        final MessageHost second;
        final SimulatedMailbox member;
        MessageHost owner;

        Side(SimulatedMesh mesh, String name) {
            installation = mesh.installation(name, BusModel.CLEAN);
            first = installation.messageHost("first");
            second = installation.messageHost("second");
            member = installation.member(first);
            owner = first;
        }

        RouterNode router() {
            return installation.router();
        }

        /** The other host takes over; the one before does not know. Returns that one. */
        MessageHost changeOwner() {
            MessageHost before = owner;
            owner = before == first ? second : first;
            installation.move(member, owner);
            return before;
        }
    }

    Correspondence(SimulatedMesh mesh) {
        this.mesh = mesh;
        transport = mesh.transportNode("transport");
        left = new Side(mesh, "left");
        right = new Side(mesh, "right");
        wires = List.of(
                mesh.wire(left.router(), transport, LinkModel.CLEAN),
                mesh.wire(transport, right.router(), LinkModel.CLEAN));
        mesh.simulation().runFor(SECOND);
        announce();
    }

    /** Both announce, and wait until both know a path. */
    void announce() {
        left.owner.announce(left.member);
        right.owner.announce(right.member);
        mesh.simulation()
                .runUntil(
                        "both know a path",
                        60 * SECOND,
                        () -> left.router().path(right.member.address()).isPresent()
                                && right.router().path(left.member.address()).isPresent());
        mesh.simulation().runFor(SECOND);
    }

    void become(LinkModel model, BusModel bus) {
        wires.forEach(wire -> wire.become(model));
        left.installation.bus().become(bus);
        right.installation.bus().become(bus);
    }

    /** From left to right. */
    void send(int characters, SendMethod method) {
        send(left, right, characters, method);
    }

    /** From right to left. */
    void answer(int characters, SendMethod method) {
        send(right, left, characters, method);
    }

    private void send(Side from, Side to, int characters, SendMethod method) {
        String content = sent.size() + " " + "x".repeat(characters);
        Digest id = from.owner.send(from.member, to.member.address(), content, method, LIFETIME);
        sent.add(new Sent(from, to, id, content));
    }

    /** Waits until every sender knows that its message is there, and looks whether each is there once. */
    void expectAllDelivered(long within) {
        // What is still being accepted counts from then on.
        mesh.simulation().runFor(SECOND);
        mesh.simulation().runUntil("every message is delivered", within, () -> sent.stream()
                .allMatch(this::isDelivered));
        mesh.simulation().runFor(60 * SECOND);
        for (Side side : List.of(left, right)) {
            assertThat(side.member.inbox())
                    .extracting(message -> new String(message.content(), StandardCharsets.UTF_8))
                    .containsExactlyInAnyOrderElementsOf(sent.stream()
                            .filter(message -> message.to == side && isAccepted(message))
                            .map(Sent::content)
                            .toList());
        }
    }

    /** A message whose host died before it was on disk was never accepted: nothing is promised for it. */
    private boolean isDelivered(Sent message) {
        return !isAccepted(message)
                || message.from
                        .member
                        .state(message.id)
                        .filter(DeliveryState.Delivered.class::isInstance)
                        .isPresent();
    }

    private boolean isAccepted(Sent message) {
        return message.from.member.state(message.id).isPresent();
    }
}
