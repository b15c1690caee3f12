package weft.message.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import weft.message.domain.MemberIdentity;
import weft.message.store.Identities;
import weft.message.store.sql.Database;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.problem.Problem;
import weft.service.token.CurrentCaller;
import weft.service.token.MessagePermission;
import weft.service.token.ServicePermission;

/** What a member takes along who leaves the node, or keeps elsewhere: the private key, and everything that was written. */
@Path("/api/v1/identities/{id}")
@RunOnVirtualThread
public class IdentityExportResource {

    private static final String TAR = "application/x-tar";

    private final CurrentCaller caller;
    private final Database database;
    private final Identities identities;
    private final MailboxExports exports;

    IdentityExportResource(CurrentCaller caller, Database database, Identities identities, MailboxExports exports) {
        this.caller = caller;
        this.database = database;
        this.identities = identities;
        this.exports = exports;
    }

    /**
     * The private key of an identity in each form that programs of the mesh take.
     *
     * @param raw its 64 bytes in base64, as {@code POST /identities} takes them
     * @param file as the stock tools keep an identity
     */
    public record KeyDocument(
            String identityHash, String address, String raw, String base32, String hex, KeyFile file) {

        @Override
        public String toString() {
            return "KeyDocument[hidden]";
        }
    }

    /**
     * A file with the 64 bytes.
     *
     * @param data in base64
     */
    public record KeyFile(String name, String data) {

        @Override
        public String toString() {
            return "KeyFile[hidden]";
        }
    }

    /** The private key: whoever has it can read and write in this identity's name. Takes a recent proof, and changes nothing. */
    @POST
    @Path("/export")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @PermissionsAllowed(value = "identities:export", permission = MessagePermission.class)
    @PermissionsAllowed(value = ServicePermission.RECENT_PROOF, permission = MessagePermission.class)
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = KeyDocument.class)))
    public Response key(@RestPath String id) {
        UUID account = account();
        UUID identity = RequestTarget.id(id);
        KeyDocument document = database.transact(transaction -> {
            MemberIdentity found = identities.get(transaction, account, identity);
            return document(found, identities.keys(transaction, account, identity));
        });
        // Not under an idempotency key: the answer would be kept with it.
        return Response.ok(document)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private static KeyDocument document(MemberIdentity identity, PrivateIdentity keys) {
        byte[] key = keys.privateKeySet();
        String raw = PrivateKeyText.base64(key);
        return new KeyDocument(
                identity.keys().hash().toString(),
                identity.address().toString(),
                raw,
                PrivateKeyText.base32(key),
                PrivateKeyText.hex(key),
                new KeyFile(identity.address() + ".identity", raw));
    }

    /**
     * The whole mailbox of an identity as one file, a tar archive that is written while it is read: settings, conversations, every
     * message as JSON and as it was on the wire, and the files. Takes a recent proof. 429 while the member takes another along.
     *
     * @param check {@code true} only looks whether it could begin now: 204, or the refusal, which a browser that downloads doesn't show
     */
    @GET
    @Path("/mailbox")
    @Produces(TAR)
    @PermissionsAllowed(value = "identities:export", permission = MessagePermission.class)
    @PermissionsAllowed(value = ServicePermission.RECENT_PROOF, permission = MessagePermission.class)
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = TAR, schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "204", description = "It could begin now")
    public Response mailbox(
            @RestPath String id,
            @Parameter(description = "true only looks whether it could begin now") @RestQuery String check) {
        boolean only = isOnlyCheck(check);
        UUID account = account();
        MemberIdentity identity =
                database.transact(transaction -> identities.get(transaction, account, RequestTarget.id(id)));
        exports.checkRoom(account);
        if (only) {
            return Response.noContent()
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build();
        }
        StreamingOutput archive = out -> exports.write(identity, out);
        return Response.ok(archive, TAR)
                .header(HttpHeaders.CONTENT_DISPOSITION, Form.disposition(identity.address() + ".mailbox.tar"))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    private static boolean isOnlyCheck(String check) {
        if (check != null && !check.equals("true")) {
            throw Problem.malformed("check", "check is true, or left out.").exception();
        }
        return check != null;
    }

    private UUID account() {
        return caller.get().accountId();
    }
}
