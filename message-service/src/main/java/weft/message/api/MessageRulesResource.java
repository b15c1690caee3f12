package weft.message.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import weft.message.domain.MemberIdentity.Settings;
import weft.service.config.LimitSettings;
import weft.service.token.MessagePermission;

/** How large what a member writes may be, for whoever is about to write it. */
@Path("/api/v1/messages/rules")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class MessageRulesResource {

    private final View rules;

    MessageRulesResource(LimitSettings limits) {
        this.rules = new View(
                limits.deliveryKb() * 1000L, DraftInput.MAX_FILES, DraftInput.MAX_FILE_NAME, Settings.MAX_NAME_BYTES);
    }

    /**
     * The bounds.
     *
     * @param messageBytes of a whole message as it goes over the mesh: text, files and some hundred bytes beside them
     * @param files in one message
     * @param fileNameBytes of the name of a file, as UTF-8
     * @param displayNameBytes of the name of an identity, as UTF-8
     */
    public record View(long messageBytes, int files, int fileNameBytes, int displayNameBytes) {}

    /** The bounds as this node has them; they are the same until it is started anew. */
    @GET
    @PermissionsAllowed(value = "identities:read", permission = MessagePermission.class)
    public View rules() {
        return rules;
    }
}
