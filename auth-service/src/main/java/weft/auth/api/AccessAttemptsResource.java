package weft.auth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestQuery;
import weft.auth.store.AccessLog;
import weft.service.http.Page;
import weft.service.http.PageRequest;
import weft.service.token.AuthPermission;

/** Who tried to get in, for operators. */
@Path("/api/v1/access-attempts")
public class AccessAttemptsResource {

    private final AccessLog log;

    AccessAttemptsResource(AccessLog log) {
        this.log = log;
    }

    /**
     * Attempts of one kind in an answer: equal in action, outcome, network and account, within one hour.
     *
     * @param firstAt when the first was
     * @param lastAt when the last was
     * @param count how many there were
     * @param action sign-in, proof, password (changed by its owner), reset-link (made by an operator), reset (used), unlock, set-up,
     *     set-up-token (made at the machine), invite or api-token
     * @param outcome admitted, or why not
     * @param username of the account concerned; absent when no account has the name that was typed
     * @param source network address of the last; {@code weft admin} for what was done at the machine itself
     * @param userAgent of the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record View(
            UUID id,
            Instant firstAt,
            Instant lastAt,
            long count,
            String action,
            String outcome,
            UUID account,
            String username,
            String source,
            String userAgent) {

        static View of(AccessLog.Attempts attempts) {
            return new View(
                    attempts.id(),
                    attempts.firstAt(),
                    attempts.lastAt(),
                    attempts.count(),
                    attempts.action(),
                    attempts.outcome(),
                    attempts.account(),
                    attempts.username(),
                    attempts.source(),
                    attempts.userAgent());
        }
    }

    /** The attempts, those that began last first. */
    @GET
    @PermissionsAllowed(value = "access:read", permission = AuthPermission.class)
    public Uni<Page<View>> list(@RestQuery String limit, @RestQuery String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        return log.list(page)
                .map(rows -> Page.of(rows, page, attempts -> attempts.id().toString())
                        .map(View::of));
    }
}
