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

    final Mesh mesh;
    final RouterNode transport;
    final Installation left;
    final Installation right;
    final MessageHost leftHost;
    final MessageHost rightHost;
    final Mailbox leftMember;
    final Mailbox rightMember;
    final List<Wire> wires;
    private final List<Sent> sent = new ArrayList<>();

    private record Sent(Mailbox from, Mailbox to, Digest id, String content) {}

    Correspondence(Mesh mesh) {
        this.mesh = mesh;
        transport = mesh.transportNode("transport");
        left = mesh.installation("left", BusModel.CLEAN);
        right = mesh.installation("right", BusModel.CLEAN);
        leftHost = left.messageHost("host");
        rightHost = right.messageHost("host");
        leftMember = left.member(leftHost);
        rightMember = right.member(rightHost);
        wires = List.of(
                mesh.wire(left.router(), transport, LinkModel.CLEAN),
                mesh.wire(transport, right.router(), LinkModel.CLEAN));
        mesh.simulation().runFor(SECOND);
        announce();
    }

    /** Both announce, and wait until both know a path. */
    void announce() {
        leftHost.announce(leftMember);
        rightHost.announce(rightMember);
        mesh.simulation()
                .runUntil(
                        "both know a path",
                        60 * SECOND,
                        () -> left.router().path(rightMember.address()).isPresent()
                                && right.router().path(leftMember.address()).isPresent());
        mesh.simulation().runFor(SECOND);
    }

    void become(LinkModel model, BusModel bus) {
        wires.forEach(wire -> wire.become(model));
        left.bus().become(bus);
        right.bus().become(bus);
    }

    /** From left to right. */
    void send(int characters, SendMethod method) {
        send(leftHost, leftMember, rightMember, characters, method);
    }

    /** From right to left. */
    void answer(int characters, SendMethod method) {
        send(rightHost, rightMember, leftMember, characters, method);
    }

    private void send(MessageHost host, Mailbox from, Mailbox to, int characters, SendMethod method) {
        String content = sent.size() + " " + "x".repeat(characters);
        sent.add(new Sent(from, to, host.send(from, to.address(), content, method, LIFETIME), content));
    }

    /** Waits until every sender knows that its message is there, and looks whether each is there once. */
    void expectAllDelivered(long within) {
        mesh.simulation().runUntil("every message is delivered", within, () -> sent.stream()
                .allMatch(message -> message.from
                        .state(message.id)
                        .filter(DeliveryState.Delivered.class::isInstance)
                        .isPresent()));
        mesh.simulation().runFor(60 * SECOND);
        for (Mailbox mailbox : List.of(leftMember, rightMember)) {
            assertThat(mailbox.inbox())
                    .extracting(message -> new String(message.content(), StandardCharsets.UTF_8))
                    .containsExactlyInAnyOrderElementsOf(sent.stream()
                            .filter(message -> message.to == mailbox)
                            .map(Sent::content)
                            .toList());
        }
    }
}
