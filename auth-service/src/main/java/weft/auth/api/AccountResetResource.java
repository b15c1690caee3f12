package weft.auth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestPath;
import weft.auth.config.NodeAddressSettings;
import weft.auth.domain.OpaqueToken;
import weft.auth.store.AccessLog;
import weft.auth.store.AccessLog.Action;
import weft.auth.store.AccessLog.Subject;
import weft.auth.store.Accounts;
import weft.auth.store.Resets;
import weft.auth.store.entity.Account;
import weft.service.problem.Problem;
import weft.service.token.AuthPermission;
import weft.service.token.Caller;
import weft.service.token.CurrentCaller;
import weft.service.token.ServicePermission;

/** A link by which a member who is locked out chooses another password, made by an operator, who never learns it. */
@Path("/api/v1/accounts/{id}/reset")
public class AccountResetResource {

    private final Accounts accounts;
    private final Resets resets;
    private final AccessLog log;
    private final IdempotentWrites writes;
    private final CurrentCaller current;
    private final NodeAddressSettings node;

    AccountResetResource(
            Accounts accounts,
            Resets resets,
            AccessLog log,
            IdempotentWrites writes,
            CurrentCaller current,
            NodeAddressSettings node) {
        this.accounts = accounts;
        this.resets = resets;
        this.log = log;
        this.writes = writes;
        this.current = current;
        this.node = node;
    }

    /**
     * A reset link in the answer that made it.
     *
     * @param code the secret of the link
     * @param url the whole link, the code behind {@code #}; absent where the node doesn't know under which address it is reached
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record View(String code, String url, Instant expiresAt) {

        /** Never the code, nor the link that holds it. */
        @Override
        public String toString() {
            return "View[hidden]";
        }
    }

    /**
     * Makes a reset link: 201 with its code, which is shown this once. It works once, for an hour, and takes the place of the one there
     * was. Takes a recent proof. 409 for one's own account and for one that is disabled.
     */
    @POST
    @PermissionsAllowed(value = "accounts:write", permission = AuthPermission.class)
    @PermissionsAllowed(value = ServicePermission.RECENT_PROOF, permission = AuthPermission.class)
    @APIResponse(
            responseCode = "201",
            description = "The link's code",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = View.class)))
    public Uni<Response> make(@RestPath UUID id) {
        Caller caller = current.get();
        return writes.once(null, (session, answering) -> {
            OpaqueToken code = OpaqueToken.freshCode();
            return accounts.forChange(session, id)
                    .invoke(account -> {
                        caller.requireMayGive(account.roles(), Instant.now());
                        requireMayBeReset(account, caller);
                    })
                    .chain(account -> resets.make(session, caller.accountId(), account, code)
                            .call(() -> log.admitted(
                                    session,
                                    Action.RESET_LINK,
                                    new Subject(account.id(), account.username()),
                                    caller.address(),
                                    null)))
                    .map(expiresAt -> answering.answer(201, new View(code.text(), url(code), expiresAt)));
        });
    }

    private static void requireMayBeReset(Account account, Caller operator) {
        if (account.id().equals(operator.accountId())) {
            throw Problem.conflict("own-account", "This is your own account")
                    .withDetail("Change your password instead: PUT /api/v1/password takes the current one.")
                    .exception();
        }
        if (account.disabled()) {
            throw Problem.conflict("account-disabled", "This account is disabled")
                    .withDetail("Enable it first.")
                    .exception();
        }
    }

    private String url(OpaqueToken code) {
        return node.publicUrl()
                .map(found -> found.link("/reset#" + code.text()))
                .orElse(null);
    }
}
