package weft.auth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestPath;
import weft.auth.authentication.RecentProof;
import weft.auth.authentication.SignIn;
import weft.auth.domain.PasswordRules;
import weft.auth.domain.Username;
import weft.auth.store.Notices;
import weft.auth.store.SessionEndings;
import weft.auth.store.SessionStore;
import weft.auth.store.SetupStore;
import weft.events.SessionEvent;
import weft.service.constraint.BoundedText;
import weft.service.problem.Problem;
import weft.service.token.AuthPermission;
import weft.service.token.Caller;
import weft.service.token.CurrentCaller;
import weft.service.token.Role;
import weft.service.token.Scope;
import weft.service.token.ServicePermission;
import weft.service.token.SessionCookies;

/** Signing in, asking who one is, and signing out. */
@Path("/api/v1/session")
public class SessionResource {

    private static final Duration DEVICE_LIFE = Duration.ofDays(365);

    private final SignIn signIn;
    private final RecentProof proof;
    private final SessionStore sessions;
    private final SessionEndings endings;
    private final SetupStore setup;
    private final Notices notices;
    private final IdempotentWrites writes;
    private final CurrentCaller current;

    SessionResource(
            SignIn signIn,
            RecentProof proof,
            SessionStore sessions,
            SessionEndings endings,
            SetupStore setup,
            Notices notices,
            IdempotentWrites writes,
            CurrentCaller current) {
        this.signIn = signIn;
        this.proof = proof;
        this.sessions = sessions;
        this.endings = endings;
        this.setup = setup;
        this.notices = notices;
        this.writes = writes;
        this.current = current;
    }

    /**
     * What signing in asks for.
     *
     * @param code of a second factor; not looked at while the account has none
     */
    public record Request(
            @NotNull @BoundedText(max = Username.MAX_TYPED) String username,

            @NotNull @BoundedText(max = PasswordRules.MAX_LENGTH)
            String password,

            String code) {

        /** Never the password or the code. */
        @Override
        public String toString() {
            return "Request[hidden]";
        }
    }

    /** What a proof asks for. */
    public record ProofRequest(
            @NotNull @BoundedText(max = PasswordRules.MAX_LENGTH)
            String password) {

        /** Never the password. */
        @Override
        public String toString() {
            return "ProofRequest[hidden]";
        }
    }

    /**
     * Who is signed in.
     *
     * @param id of the session or API token
     * @param account id of the account
     * @param kind {@code session} or {@code api-token}
     * @param notices what others did to the account, oldest first, until it is said to be seen; absent for an API token
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record View(
            UUID id,
            UUID account,
            String username,
            String kind,
            List<Role> roles,
            List<Scope> scopes,
            List<NoticeView> notices) {

        static View of(Caller caller, List<NoticeView> notices) {
            return new View(
                    caller.credential(),
                    caller.account(),
                    caller.username(),
                    caller.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    caller.roles().stream().sorted().toList(),
                    caller.scopes().stream().sorted().toList(),
                    notices);
        }
    }

    /**
     * What somebody else did to the account.
     *
     * @param type {@code password-reset}: a password was chosen by a reset link
     * @param by username of the operator who made the link; absent when it was made at the machine itself
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record NoticeView(UUID id, String type, String by, Instant at) {

        static NoticeView of(Notices.Notice notice) {
            return new NoticeView(notice.id(), notice.type(), notice.by(), notice.at());
        }
    }

    /** Signs in: 200 with the cookie; 401 when name or password is wrong; 429 when throttled. */
    @POST
    @PermissionsAllowed(value = ServicePermission.ANYONE, permission = AuthPermission.class)
    @APIResponse(
            responseCode = "200",
            description = "Signed in; the cookie is set",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = View.class)))
    public Uni<Response> begin(
            @NotNull @Valid Request request,
            @CookieParam(SessionCookies.DEVICE) String device,
            @HeaderParam(HttpHeaders.USER_AGENT) String userAgent) {
        Caller caller = current.get();
        if (caller.kind() == Caller.Kind.API_TOKEN) {
            throw Problem.notAllowed("An API token can't sign in; leave it out.")
                    .exception();
        }
        SignIn.Request wanted = new SignIn.Request(
                request.username(),
                request.password(),
                Optional.ofNullable(device),
                Optional.of(caller).filter(Caller::signedIn),
                caller.address(),
                userAgent);
        return signIn.begin(wanted)
                .chain(begun -> noticesOf(begun.account().account()).map(notices -> begun(begun, notices)));
    }

    /**
     * Who the caller is; 401 when nobody, with {@code setupNeeded}: whether the node waits for its first operator, and {@code ended}: why
     * the session of the cookie is over, in the words of the event {@code session.ended}, when it was one.
     */
    @GET
    @PermissionsAllowed(value = ServicePermission.ANYONE, permission = AuthPermission.class)
    @APIResponseSchema(View.class)
    public Uni<View> whoAmI(@CookieParam(SessionCookies.SESSION) String cookie) {
        Caller caller = current.get();
        if (caller.kind() == Caller.Kind.SESSION) {
            return noticesOf(caller.accountId()).map(notices -> View.of(caller, notices));
        }
        return caller.signedIn() ? Uni.createFrom().item(View.of(caller, null)) : nobody(cookie);
    }

    private Uni<View> nobody(String cookie) {
        return setup.pending().chain(pending -> why(cookie).map(ended -> {
            Problem nobody = Problem.notSignedIn().with("setupNeeded", pending.first());
            throw ended.map(why -> nobody.with("ended", why.reason()))
                    .orElse(nobody)
                    .exception();
        }));
    }

    private Uni<Optional<SessionEvent.Change>> why(String cookie) {
        return cookie == null ? Uni.createFrom().item(Optional.empty()) : endings.why(cookie);
    }

    /**
     * Proves who sits at the browser: 204, and dangerous acts are open for a while; 403 for another password; 429 when throttled.
     */
    @POST
    @Path("/proof")
    @PermissionsAllowed(value = "account:write", permission = AuthPermission.class)
    @APIResponse(responseCode = "204", description = "Proven")
    public Uni<Void> prove(
            @NotNull @Valid ProofRequest request, @HeaderParam(HttpHeaders.USER_AGENT) String userAgent) {
        return proof.give(current.get(), request.password(), userAgent);
    }

    /** Signs out: the cookie is dead when the answer leaves, wherever it was copied to. */
    @DELETE
    @PermissionsAllowed(value = "account:write", permission = AuthPermission.class)
    @APIResponse(responseCode = "204", description = "Signed out")
    public Uni<Response> end() {
        Caller caller = current.get();
        return sessions.end(caller.accountId(), caller.credential()).map(ended -> Response.noContent()
                .header(HttpHeaders.SET_COOKIE, cookie(SessionCookies.SESSION, "", 0, "Lax"))
                .build());
    }

    /** The member has seen a notice: 204, and it is gone; 404 for any other. */
    @DELETE
    @Path("/notices/{id}")
    @PermissionsAllowed(value = "account:write", permission = AuthPermission.class)
    @APIResponse(responseCode = "204", description = "Gone")
    public Uni<Response> seen(@RestPath UUID id) {
        UUID account = current.get().accountId();
        return writes.once(
                null, (session, answering) -> notices.seen(session, account, id).map(seen -> {
                    if (!seen) {
                        throw Problem.notFound().exception();
                    }
                    return answering.answer(204, null);
                }));
    }

    private Uni<List<NoticeView>> noticesOf(UUID account) {
        return notices.of(account).map(all -> all.stream().map(NoticeView::of).toList());
    }

    private static Response begun(SignIn.Begun begun, List<NoticeView> notices) {
        List<Role> roles = begun.account().roles().stream().sorted().toList();
        View view = new View(
                begun.id(),
                begun.account().account(),
                begun.account().username(),
                "session",
                roles,
                Scope.of(roles).stream().sorted().toList(),
                notices);
        long life = begun.life().whole().toSeconds();
        return Response.ok(view)
                .header(
                        HttpHeaders.SET_COOKIE,
                        cookie(SessionCookies.SESSION, begun.reference().text(), life, "Lax"))
                .header(
                        HttpHeaders.SET_COOKIE,
                        cookie(SessionCookies.DEVICE, begun.device().text(), DEVICE_LIFE.toSeconds(), "Strict"))
                .build();
    }

    /** By hand: the header JAX-RS writes still carries the Version of RFC 2109. */
    private static String cookie(String name, String value, long maxAge, String sameSite) {
        return name + "=" + value + "; Path=/; Max-Age=" + maxAge + "; Secure; HttpOnly; SameSite=" + sameSite;
    }
}
