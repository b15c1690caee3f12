package weft.message.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestPath;
import weft.message.api.json.JsonDocument;
import weft.message.store.Conversations;
import weft.message.store.Identities;
import weft.message.store.KnownDestinations;
import weft.message.store.sql.Database;
import weft.reticulum.Address;
import weft.reticulum.destination.DestinationName;
import weft.service.token.CurrentCaller;
import weft.service.token.MessagePermission;

/** What an identity knows of one address, whether or not there is a conversation with it. */
@Path("/api/v1/identities/{id}/peers/{address}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PeersResource {

    private final CurrentCaller caller;
    private final Database database;
    private final Identities identities;
    private final Conversations conversations;
    private final KnownDestinations destinations;
    private final ConversationView view;

    PeersResource(
            CurrentCaller caller,
            Database database,
            Identities identities,
            Conversations conversations,
            KnownDestinations destinations,
            ConversationView view) {
        this.caller = caller;
        this.database = database;
        this.identities = identities;
        this.conversations = conversations;
        this.destinations = destinations;
        this.view = view;
    }

    /** Names, whether it is known and blocked, and the conversation; any address is answered, also one never heard of. */
    @GET
    @PermissionsAllowed(value = "messages:read", permission = MessagePermission.class)
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Documents.PeerDocument.class)))
    public JsonDocument get(@RestPath String id, @RestPath String address) {
        UUID account = caller.get().accountId();
        UUID identity = RequestTarget.id(id);
        Address peer = RequestTarget.address(address);
        return database.transact(transaction -> {
            identities.get(transaction, account, identity);
            return view.peer(
                    transaction,
                    conversations.peer(transaction, account, peer),
                    destinations.addressOf(transaction, DestinationName.LXMF_DELIVERY, peer),
                    conversations.find(transaction, account, identity, peer));
        });
    }
}
