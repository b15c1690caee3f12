package weft.transport.mesh;

import io.vertx.core.Vertx;
import weft.events.HostingWanted;
import weft.transport.bus.MeshEvents;
import weft.transport.bus.PacketPlane;

/**
 * Asks at the start of a run which destinations are hosted, every second until somebody tells, for at most a minute: a question
 * or its answer may pass before the other side listens. After that the regular digest has to do.
 */
final class HostingQuestion {

    private static final long EVERY_MILLIS = 1_000;
    private static final int TIMES = 60;

    private final Vertx vertx;
    private final PacketPlane packets;
    private final MeshEvents events;
    private final HostingWanted question;
    private int asked;

    HostingQuestion(Vertx vertx, PacketPlane packets, MeshEvents events, HostingWanted question) {
        this.vertx = vertx;
        this.packets = packets;
        this.events = events;
        this.question = question;
    }

    void begin() {
        events.ask(question);
        vertx.setPeriodic(EVERY_MILLIS, timer -> {
            if (packets.hostingHeard() || ++asked > TIMES) {
                vertx.cancelTimer(timer);
            } else {
                events.ask(question);
            }
        });
    }
}
