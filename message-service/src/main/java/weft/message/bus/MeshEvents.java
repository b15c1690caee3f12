package weft.message.bus;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import weft.events.AnnounceHeard;
import weft.events.Channels;
import weft.events.HostingWanted;
import weft.events.InterfaceStatus;

/**
 * What transport-service tells of the mesh, passed on to whoever observes it. A record counts as read once its observers have
 * returned.
 */
@ApplicationScoped
public class MeshEvents {

    private final Event<AnnounceHeard> announces;
    private final Event<InterfaceStatus> interfaces;
    private final Event<HostingWanted> routers;

    MeshEvents(Event<AnnounceHeard> announces, Event<InterfaceStatus> interfaces, Event<HostingWanted> routers) {
        this.announces = announces;
        this.interfaces = interfaces;
        this.routers = routers;
    }

    @Incoming(Channels.ANNOUNCES_HEARD)
    @NonBlocking
    void announce(AnnounceHeard announce) {
        announces.fire(announce);
    }

    @Incoming(Channels.INTERFACE_STATUS)
    @RunOnVirtualThread
    void status(InterfaceStatus status) {
        interfaces.fire(status);
    }

    @Incoming(Channels.HOSTING_WANTED)
    @RunOnVirtualThread
    void routerRuns(HostingWanted sign) {
        routers.fire(sign);
    }
}
