package weft.transport.mesh;

import io.vertx.core.Future;
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

    /** Closes it and all its connections; completes when the sockets are closed. */
    Future<Void> stop();

    /**
     * What an interface does now.
     *
     * @param up whether packets pass
     * @param reason why it is down, in words for a person; empty when it is up
     * @param connections open connections
     */
    record Status(boolean up, String reason, int connections) {}
}
