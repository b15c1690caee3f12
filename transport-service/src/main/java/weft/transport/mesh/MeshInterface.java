package weft.transport.mesh;

import io.vertx.core.Future;
import java.util.Optional;
import weft.transport.config.InterfacePlan;

/** A configured interface while the node runs. */
public sealed interface MeshInterface permits TcpClient, TcpServer {

    /** What it was configured as. */
    InterfacePlan plan();

    /** Its counters. */
    LineCounters counters();

    /** What it does now. Safe from any thread. */
    Status status();

    /** Opens it; failures show in {@link #status} and are tried again. */
    void start();

    /**
     * Closes it and all its connections, tells the Router that they are gone for good, and lets go of its timers and its port; completes
     * when the sockets are closed. It is not started again.
     */
    Future<Void> stop();

    /** How long {@link #stop} would hold a connection now before it closes it, in milliseconds. Safe from any thread. */
    long heldMillis();

    /** A {@link #stop} that has begun or will begin holds nothing any longer. */
    void hurry();

    /** The number of no timer of Vert.x. */
    long NO_TIMER = -1;

    /** What {@link #status} says of one that has not been opened yet. */
    Status NOT_TRIED = new Status(DownReason.NOT_TRIED, "not tried yet");

    /**
     * What an interface does now.
     *
     * @param why it is down; empty when it is up
     * @param reason the same in words for a person; empty when it is up
     * @param connections open connections
     */
    record Status(Optional<DownReason> why, String reason, int connections) {

        /** Up, with so many connections. */
        Status(int connections) {
            this(Optional.empty(), "", connections);
        }

        /** Down, without a connection. */
        Status(DownReason why, String reason) {
            this(Optional.of(why), reason, 0);
        }

        /** The same with so many connections. */
        Status with(int connections) {
            return new Status(why, reason, connections);
        }

        /** Whether packets pass. */
        public boolean up() {
            return why.isEmpty();
        }
    }
}
