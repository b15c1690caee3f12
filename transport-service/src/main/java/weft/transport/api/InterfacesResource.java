package weft.transport.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.resteasy.reactive.RestQuery;
import weft.service.http.Page;
import weft.service.http.PageRequest;
import weft.service.token.TransportPermission;
import weft.transport.config.InterfacePlan;
import weft.transport.config.TcpClientPlan;
import weft.transport.config.TcpServerPlan;
import weft.transport.mesh.DownReason;
import weft.transport.mesh.LineCounters;
import weft.transport.mesh.Mesh;
import weft.transport.mesh.MeshInterface;

/** The interfaces of this node. */
@Path("/api/v1/interfaces")
@RunOnVirtualThread
public class InterfacesResource {

    private final Mesh mesh;

    InterfacesResource(Mesh mesh) {
        this.mesh = mesh;
    }

    /** By name. */
    @GET
    @PermissionsAllowed(value = "mesh:read", permission = TransportPermission.class)
    public Page<InterfaceView> list(@RestQuery String limit, @RestQuery String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        return Page.of(
                mesh.interfaces().all().stream()
                        .filter(each -> page.after()
                                .map(name -> each.plan().name().compareTo(name) > 0)
                                .orElse(true))
                        .limit(page.limit() + 1L)
                        .map(InterfaceView::of)
                        .toList(),
                page,
                InterfaceView::name);
    }

    /**
     * An interface as clients see it.
     *
     * @param state {@code up} or {@code down}
     * @param reason why it is down, for a person; null when it is up
     * @param reasonCode the same for programs, as {@link weft.transport.mesh.DownReason} has it; null when it is up
     * @param bitrate assumed, in bit/s
     * @param ifacSize bytes of the access code; 0 for an open interface
     * @param connections open connections: clients of a server, 0 or 1 for a client
     */
    public record InterfaceView(
            String name,
            String type,
            String host,
            int port,
            String mode,
            String state,

            @Schema(nullable = true, description = "Why it is down, in English; null when it is up")
            String reason,

            @Schema(nullable = true, description = "The same in one word; null when it is up")
            String reasonCode,

            long bitrate,
            int ifacSize,
            int connections,
            CountersView counters) {

        static InterfaceView of(MeshInterface mesh) {
            MeshInterface.Status status = mesh.status();
            InterfacePlan plan = mesh.plan();
            return new InterfaceView(
                    plan.name(),
                    plan.kind().text(),
                    switch (plan) {
                        case TcpClientPlan client -> client.host();
                        case TcpServerPlan server -> server.host();
                    },
                    switch (plan) {
                        case TcpClientPlan client -> client.port();
                        case TcpServerPlan server -> server.port();
                    },
                    plan.properties().mode().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    status.up() ? "up" : "down",
                    status.up() ? null : status.reason(),
                    status.why().map(DownReason::text).orElse(null),
                    plan.properties().bitrate(),
                    plan.properties().accessCodeSize(),
                    status.connections(),
                    CountersView.of(mesh.counters()));
        }
    }

    /** What has passed and what was dropped since the interface came up or the node started; bytes include framing. */
    public record CountersView(
            long bytesIn, long bytesOut, long accessViolations, long badFrames, long stalls, long refusedClients) {

        static CountersView of(LineCounters counters) {
            return new CountersView(
                    counters.bytesIn(),
                    counters.bytesOut(),
                    counters.accessViolations(),
                    counters.badFrames(),
                    counters.stalls(),
                    counters.refusedClients());
        }
    }
}
