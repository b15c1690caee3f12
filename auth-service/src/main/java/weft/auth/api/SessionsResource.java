package weft.auth.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import weft.auth.store.SessionStore;
import weft.service.http.Page;
import weft.service.http.PageRequest;
import weft.service.problem.Problem;
import weft.service.token.AuthPermission;
import weft.service.token.Caller;
import weft.service.token.CurrentCaller;

/** The browsers a member is signed in with. */
@Path("/api/v1/sessions")
public class SessionsResource {

    private final SessionStore sessions;
    private final CurrentCaller current;

    SessionsResource(SessionStore sessions, CurrentCaller current) {
        this.sessions = sessions;
        this.current = current;
    }

    /**
     * A session of the caller's account.
     *
     * @param current whether it is the one that asks
     * @param source network address it was made from
     * @param userAgent as the browser calls itself
     */
    public record View(
            UUID id,
            boolean current,
            Instant createdAt,
            Instant lastSeenAt,
            Instant expiresAt,
            String source,
            @Schema(nullable = true) String userAgent) {

        static View of(SessionStore.Device device, Caller caller) {
            return new View(
                    device.id(),
                    device.id().equals(caller.credential()),
                    device.createdAt(),
                    device.lastSeenAt(),
                    device.expiresAt(),
                    device.source(),
                    device.userAgent());
        }
    }

    /** The caller's sessions, oldest first. */
    @GET
    @PermissionsAllowed(value = "account:write", permission = AuthPermission.class)
    public Uni<Page<View>> list(@RestQuery String limit, @RestQuery String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        Caller caller = current.get();
        return sessions.list(caller.accountId(), page)
                .map(rows ->
                        Page.of(rows, page, device -> device.id().toString()).map(device -> View.of(device, caller)));
    }

    /** Ends one of the caller's sessions; 404 for any other. */
    @DELETE
    @Path("/{id}")
    @PermissionsAllowed(value = "account:write", permission = AuthPermission.class)
    public Uni<Void> end(@RestPath UUID id) {
        return sessions.end(current.get().accountId(), id)
                .invoke(ended -> {
                    if (!ended) {
                        throw Problem.notFound().exception();
                    }
                })
                .replaceWithVoid();
    }
}
