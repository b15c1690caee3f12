package weft.interop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import weft.interop.peers.FreePorts;
import weft.interop.peers.PeerConfig;
import weft.interop.peers.ReferencePeer;

/** A node with one member, and a stock peer that dials it; each has heard the other's announce. */
record Neighbours(WeftNode weft, Member member, ReferencePeer peer) implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(90);

    /** A node and a peer as they come. */
    static Neighbours meet(Path directory) {
        return meet(directory, UnaryOperator.identity(), UnaryOperator.identity());
    }

    /** A node and a peer that are set up in some way. */
    static Neighbours meet(Path directory, UnaryOperator<WeftNode> node, UnaryOperator<PeerConfig> config) {
        int port = FreePorts.next();
        WeftNode weft = node.apply(WeftNode.in(directory.resolve("weft")).listening(port));
        try {
            weft.start();
            Member member = weft.operator().withIdentity("Member");
            ReferencePeer peer =
                    ReferencePeer.start(config.apply(peer(directory)).dialling(port));
            Neighbours neighbours = new Neighbours(weft, member, peer);
            neighbours.announce();
            return neighbours;
        } catch (RuntimeException | Error failed) {
            weft.close();
            throw failed;
        }
    }

    /** The peer that tests use when there is only one. */
    static PeerConfig peer(Path directory) {
        return PeerConfig.in(directory.resolve("peer")).named("Peer");
    }

    /** Lets each hear the other. */
    private void announce() {
        weft.awaitConnections(1);
        peer.announce();
        member.announce();
        peer.awaitAnnounce(member.address(), SOON);
        member.awaitAnnounce(peer.address(), SOON);
    }

    @Override
    public void close() {
        peer.close();
        weft.close();
    }
}
