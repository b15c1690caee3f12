package weft.interop;

import java.nio.file.Path;
import java.util.List;
import weft.interop.peers.FreePorts;
import weft.interop.peers.PeerConfig;
import weft.interop.peers.ReferencePeer;

/** How a Weft node and a stock LXMF peer are joined. */
enum Topology {
    /** The peer dials the node. */
    PEER_DIALS(1) {
        @Override
        Scene set(Path directory) {
            int port = FreePorts.next();
            WeftNode weft = WeftNode.in(directory.resolve("weft"))
                    .listening(port)
                    .traced()
                    .start();
            ReferencePeer peer = ReferencePeer.start(peer(directory).dialling(port));
            return new Scene(weft, peer, List.of());
        }
    },
    /** The node dials the peer. */
    NODE_DIALS(1) {
        @Override
        Scene set(Path directory) {
            int port = FreePorts.next();
            ReferencePeer peer = ReferencePeer.start(peer(directory).listening(port));
            WeftNode weft =
                    WeftNode.in(directory.resolve("weft")).dialling(port).start();
            return new Scene(weft, peer, List.of());
        }
    },
    /** Both dial a stock transport node. */
    THROUGH_A_TRANSPORT_NODE(2) {
        @Override
        Scene set(Path directory) {
            return behindHub(directory, "mode = full");
        }
    },
    /** Both dial a stock transport node that forwards no announces: what they know of each other comes from path answers. */
    PATH_ANSWERS_ONLY(2) {
        @Override
        Scene set(Path directory) {
            return behindHub(directory, "mode = access_point");
        }
    };

    private final int hops;

    Topology(int hops) {
        this.hops = hops;
    }

    /** How far apart the two are. */
    int hops() {
        return hops;
    }

    /** Starts everything; the scene ends it. */
    abstract Scene set(Path directory);

    private static Scene behindHub(Path directory, String mode) {
        int port = FreePorts.next();
        ReferencePeer hub = ReferencePeer.start(
                PeerConfig.in(directory.resolve("hub")).forwarding().listening(port, mode));
        WeftNode weft = WeftNode.in(directory.resolve("weft")).dialling(port).start();
        ReferencePeer peer = ReferencePeer.start(peer(directory).dialling(port));
        return new Scene(weft, peer, List.of(hub));
    }

    private static PeerConfig peer(Path directory) {
        return PeerConfig.in(directory.resolve("peer")).named("Peer");
    }

    /** A running node and peer. */
    record Scene(WeftNode weft, ReferencePeer peer, List<ReferencePeer> others) implements AutoCloseable {
        @Override
        public void close() {
            weft.close();
            peer.close();
            others.forEach(ReferencePeer::close);
        }
    }
}
