package weft.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.endpoint.EndpointCommand;
import weft.reticulum.endpoint.EndpointEvent;

/** Two installations, each with one endpoint. */
final class Pair {

    static final long SECOND = 1_000_000_000L;
    private static final DestinationName NAME = DestinationName.of("weft", "simulated");

    final SimulatedMesh mesh;
    final Installation left;
    final Installation right;
    final LinkHost leftHost;
    final LinkHost rightHost;
    final Address leftAddress;
    final Address rightAddress;
    final List<SimulatedWire> wires = new ArrayList<>();

    private Pair(SimulatedMesh mesh, BusModel bus) {
        this.mesh = mesh;
        left = mesh.installation("left", bus);
        right = mesh.installation("right", bus);
        leftHost = left.linkHost("host");
        rightHost = right.linkHost("host");
        leftAddress = leftHost.host(NAME);
        rightAddress = rightHost.host(NAME);
    }

    static Pair direct(SimulatedMesh mesh, LinkModel model, BusModel bus) {
        Pair pair = new Pair(mesh, bus);
        pair.wires.add(mesh.wire(pair.left.router(), pair.right.router(), model));
        mesh.simulation().runFor(SECOND);
        return pair;
    }

    /** With transport nodes in a row between them. */
    static Pair through(SimulatedMesh mesh, int transportNodes, LinkModel model, BusModel bus) {
        Pair pair = new Pair(mesh, bus);
        RouterNode last = pair.left.router();
        for (int i = 1; i <= transportNodes; i++) {
            RouterNode next = mesh.transportNode("transport-" + i);
            pair.wires.add(mesh.wire(last, next, model));
            last = next;
        }
        pair.wires.add(mesh.wire(last, pair.right.router(), model));
        mesh.simulation().runFor(SECOND);
        return pair;
    }

    void announce() {
        leftHost.announce(leftAddress);
        rightHost.announce(rightAddress);
        mesh.simulation()
                .runUntil(
                        "both know a path",
                        60 * SECOND,
                        () -> left.router().path(rightAddress).isPresent()
                                && right.router().path(leftAddress).isPresent());
    }

    int hops() {
        return left.router().path(rightAddress).orElseThrow().hops();
    }

    void become(LinkModel model) {
        wires.forEach(wire -> wire.become(model));
    }

    /** Opens a new link from left to right, again as often as it comes to nothing. */
    void link() {
        for (int attempt = 0; attempt < 10; attempt++) {
            long here = established(leftHost, leftAddress);
            long there = established(rightHost, rightAddress);
            findPath();
            leftHost.command(
                    leftAddress,
                    new EndpointCommand.OpenLink(
                            leftHost.nextRef(), rightHost.identity(rightAddress).identity(), rightAddress));
            if (mesh.simulation()
                    .reaches(
                            60 * SECOND,
                            () -> established(leftHost, leftAddress) > here
                                    && established(rightHost, rightAddress) > there)) {
                return;
            }
        }
        throw new Violation("no link after ten attempts");
    }

    /** An end node forgets a path on which a link failed: whoever wants another link asks again. */
    private void findPath() {
        if (left.router().path(rightAddress).isEmpty()) {
            leftHost.command(leftAddress, new EndpointCommand.FindPath(rightAddress));
            mesh.simulation()
                    .reaches(60 * SECOND, () -> left.router().path(rightAddress).isPresent());
        }
    }

    private static long established(LinkHost host, Address address) {
        return host.events(address, EndpointEvent.LinkEstablished.class).count();
    }

    /**
     * Sends a resource each way at once, again as often as it fails with a reason. What the sender calls delivered must be there,
     * and nothing else.
     */
    void exchangeResources(int bytes, long within) {
        link();
        Transfer there = new Transfer(leftHost, leftAddress, rightHost, rightAddress, content(bytes, 1));
        Transfer back = new Transfer(rightHost, rightAddress, leftHost, leftAddress, content(bytes / 2, 2));
        long end = mesh.simulation().now() + within;
        there.send();
        back.send();
        while (!there.isDelivered() || !back.isDelivered()) {
            mesh.simulation()
                    .runUntil(
                            "the end of both transfers",
                            end - mesh.simulation().now(),
                            () -> there.hasEnded() && back.hasEnded());
            if (!there.isDelivered() || !back.isDelivered()) {
                reopen();
                there.sendAgain();
                back.sendAgain();
            }
        }
        there.expectIntact();
        back.expectIntact();
    }

    private void reopen() {
        if (closed(leftHost, leftAddress) || closed(rightHost, rightAddress)) {
            link();
        }
    }

    private static boolean closed(LinkHost host, Address address) {
        Address link = lastLink(host, address);
        return host.events(address, EndpointEvent.LinkClosed.class)
                .anyMatch(event -> event.link().equals(link));
    }

    private static Address lastLink(LinkHost host, Address address) {
        return host.events(address, EndpointEvent.LinkEstablished.class)
                .reduce((_, last) -> last)
                .orElseThrow()
                .link();
    }

    /** One resource from here to there. */
    private static final class Transfer {
        private final LinkHost from;
        private final Address sender;
        private final LinkHost to;
        private final Address recipient;
        private final byte[] content;
        private long ref;

        Transfer(LinkHost from, Address sender, LinkHost to, Address recipient, byte[] content) {
            this.from = from;
            this.sender = sender;
            this.to = to;
            this.recipient = recipient;
            this.content = content;
        }

        void send() {
            ref = from.nextRef();
            from.command(
                    sender,
                    new EndpointCommand.SendResource(lastLink(from, sender), ref, content, Optional.empty(), true));
        }

        void sendAgain() {
            if (!isDelivered()) {
                send();
            }
        }

        boolean isDelivered() {
            return from.events(sender, EndpointEvent.Delivered.class).anyMatch(event -> event.ref() == ref);
        }

        boolean hasEnded() {
            return isDelivered()
                    || from.events(sender, EndpointEvent.Failed.class).anyMatch(event -> event.ref() == ref);
        }

        void expectIntact() {
            assertThat(to.resources(recipient)).isNotEmpty().allSatisfy(arrived -> assertThat(arrived)
                    .isEqualTo(content));
        }
    }

    private byte[] content(int bytes, long stream) {
        byte[] content = new byte[bytes];
        new SeededEntropy(mesh.simulation().draws(-stream)).fill(content);
        return content;
    }
}
