package weft.simulator;

import weft.reticulum.router.interfaces.InterfaceProperties;

/**
 * A link between two routers, point to point, with an interface at each end. Like a socket it can be closed, which both ends
 * notice; like a radio it can fall silent, which nobody does.
 */
public final class SimulatedWire {

    private final End first;
    private final End second;
    private boolean connected;

    /** One end: whose it is, what the other end's packets go through, and its interface while connected. */
    static final class End {
        private final RouterNode node;
        private final WireDirection outward;
        private final InterfaceProperties properties;
        private int interfaceId;

        End(RouterNode node, WireDirection outward, InterfaceProperties properties) {
            this.node = node;
            this.outward = outward;
            this.properties = properties;
        }

        RouterNode node() {
            return node;
        }

        WireDirection outward() {
            return outward;
        }

        InterfaceProperties properties() {
            return properties;
        }
    }

    SimulatedWire(Draws draws, RouterNode one, RouterNode other, InterfaceProperties properties, LinkModel model) {
        first = new End(one, new WireDirection(draws.split(0), model), properties);
        second = new End(other, new WireDirection(draws.split(1), model), properties);
    }

    /** Opens the link: a new interface at both ends. Nothing happens while an end is down or it is open. */
    public void connect() {
        if (!connected && first.node.isUp() && second.node.isUp()) {
            connected = true;
            first.interfaceId = first.node.attach(this, first);
            second.interfaceId = second.node.attach(this, second);
        }
    }

    /** Closes the link: both ends lose their interface, and what is on the way is lost. */
    public void disconnect() {
        if (connected) {
            connected = false;
            first.node.detach(first.interfaceId);
            second.node.detach(second.interfaceId);
        }
    }

    /** Falls silent, or speaks again; no end notices. */
    public void silence(boolean silent) {
        first.outward.setUp(!silent);
        second.outward.setUp(!silent);
    }

    /** Behaves differently from now on. */
    public void become(LinkModel model) {
        first.outward.become(model);
        second.outward.become(model);
    }

    /** Packets given to it, both ways. */
    public long carried() {
        return first.outward.packets() + second.outward.packets();
    }

    /** Packets that never arrived, both ways. */
    public long lost() {
        return first.outward.lost() + second.outward.lost();
    }

    /** Takes a packet at one end; it comes out at the other if it does, and if the link is still the same then. */
    void send(End from, byte[] packet) {
        End to = from == first ? second : first;
        int interfaceId = to.interfaceId;
        long content = RunTrace.of(packet, 0, packet.length);
        RouterNode receiver = to.node;
        from.outward.offer(
                receiver.now(),
                packet.length,
                arrival -> receiver.later(arrival - receiver.now(), "packet", content, () -> {
                    if (connected && to.interfaceId == interfaceId) {
                        receiver.receive(interfaceId, packet.clone());
                    }
                }));
    }
}
