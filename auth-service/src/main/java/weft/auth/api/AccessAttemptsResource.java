package weft.auth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.UUID;
import weft.auth.store.AccessLog;
import weft.service.http.Page;
import weft.service.http.PageRequest;
import weft.service.token.Audience;
import weft.service.token.Needs;
import weft.service.token.Scope;
import weft.service.token.ServiceApi;

/** Who tried to get in, for operators. */
@Path("/api/v1/access-attempts")
@ServiceApi(Audience.AUTH)
public class AccessAttemptsResource {

    private final AccessLog log;

    @Inject
    AccessAttemptsResource(AccessLog log) {
        this.log = log;
    }

    /**
     * An attempt in an answer.
     *
     * @param action sign-in, proof, set-up, invite or api-token
     * @param outcome admitted, or why not
     * @param username of the account concerned; absent when no account has the name that was typed
     * @param source network address
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record View(
            UUID id,
            Instant at,
            String action,
            String outcome,
            UUID account,
            String username,
            String source,
            String userAgent) {

        static View of(AccessLog.Attempt attempt) {
            return new View(
                    attempt.id(),
                    attempt.at(),
                    attempt.action(),
                    attempt.outcome(),
                    attempt.account(),
                    attempt.username(),
                    attempt.source(),
                    attempt.userAgent());
        }
    }

    /** The attempts, newest first. */
    @GET
    @Needs(Scope.ACCESS_READ)
    public Uni<Page<View>> list(@QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        return log.list(page)
                .map(rows ->
                        Page.of(rows, page, attempt -> attempt.id().toString()).map(View::of));
    }
}
