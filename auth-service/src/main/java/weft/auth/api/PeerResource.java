package weft.auth.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import weft.auth.store.keys.KeyDirectory;
import weft.auth.token.CredentialResolution;
import weft.service.net.Source;
import weft.service.problem.Problem;
import weft.service.token.Caller;
import weft.service.token.CredentialStatus;
import weft.service.token.PeerPermission;
import weft.service.token.PresentedCredential;
import weft.service.token.ResolvedCredential;

/**
 * What the other programs of a cluster ask. Who stands behind a credential is for the gateway alone; the public keys are for
 * every service.
 */
@Path("/internal")
@PermissionsAllowed(value = PeerPermission.PEER, permission = PeerPermission.class)
public class PeerResource {

    private final CredentialResolution credentials;
    private final KeyDirectory keys;

    PeerResource(CredentialResolution credentials, KeyDirectory keys) {
        this.credentials = credentials;
        this.keys = keys;
    }

    /** The pass for what a client showed at the gateway. */
    @POST
    @Path("/credentials")
    @Operation(hidden = true)
    public Uni<ResolvedCredential> resolve(@NotNull PresentedCredential presented) {
        check(presented);
        return credentials.of(presented);
    }

    /** How what a client showed at the gateway stands now. */
    @POST
    @Path("/credentials/status")
    @Operation(hidden = true)
    public Uni<CredentialStatus> status(@NotNull PresentedCredential presented) {
        check(presented);
        return credentials.status(presented);
    }

    private static void check(PresentedCredential presented) {
        if (Source.parse(presented.address()).isEmpty()) {
            throw Problem.malformed("address", "The client's address is not one.")
                    .exception();
        }
        if (presented.kind() == null || (presented.kind() != Caller.Kind.ANONYMOUS && presented.secret() == null)) {
            throw Problem.malformed("kind", "Say what was shown, and its secret.")
                    .exception();
        }
    }

    /** The public half of the key that signs tokens, as a JSON Web Key set. */
    @GET
    @Path("/jwks.json")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Uni<String> publishedKeys() {
        return Uni.createFrom().item(keys.publishedKeys());
    }
}
