package weft.message.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import weft.message.api.Documents.ConversationChange;
import weft.message.api.heap.HeapBudget;
import weft.message.api.heap.MessagePages;
import weft.message.api.json.JsonDocument;
import weft.message.api.json.RequestReader;
import weft.message.domain.StoredMessage;
import weft.message.store.Conversations;
import weft.message.store.Conversations.Conversation;
import weft.message.store.Identities;
import weft.message.store.MessagePage;
import weft.message.store.Messages;
import weft.message.store.Messages.Listed;
import weft.message.store.sql.Database;
import weft.message.store.sql.Transaction;
import weft.message.store.sql.UnknownObject;
import weft.reticulum.Address;
import weft.service.http.PageRequest;
import weft.service.problem.Problem;
import weft.service.token.CurrentCaller;
import weft.service.token.MessagePermission;

/** Conversations of an identity, and the thread of each. */
@Path("/api/v1/identities/{id}/conversations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ConversationsResource {

    private final CurrentCaller caller;
    private final Database database;
    private final Identities identities;
    private final Conversations conversations;
    private final Messages messages;
    private final MessagePages pages;
    private final MessageView view;
    private final ConversationView shown;
    private final HeapBudget room;
    private final IdempotentWrites writes;
    private final RequestReader requests;

    ConversationsResource(
            CurrentCaller caller,
            Database database,
            Identities identities,
            Conversations conversations,
            Messages messages,
            MessagePages pages,
            MessageView view,
            ConversationView shown,
            HeapBudget room,
            IdempotentWrites writes,
            RequestReader requests) {
        this.caller = caller;
        this.database = database;
        this.identities = identities;
        this.conversations = conversations;
        this.messages = messages;
        this.pages = pages;
        this.view = view;
        this.shown = shown;
        this.room = room;
        this.writes = writes;
        this.requests = requests;
    }

    /** Newest first, with the number of unread messages of all of them. */
    @GET
    @PermissionsAllowed(value = "messages:read", permission = MessagePermission.class)
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Documents.ConversationPage.class)))
    public JsonDocument list(@RestPath String id, @RestQuery String limit, @RestQuery String cursor) {
        UUID identity = RequestTarget.id(id);
        PageRequest page = PageRequest.of(limit, cursor);
        long before = RequestTarget.sequence(page, Long.MAX_VALUE);
        UUID account = account();
        return room.reading(
                account,
                Conversations.PAGE_BYTES,
                () -> database.transact(transaction -> shown.page(
                        transaction, conversations.list(transaction, account, identity, before, page.limit()))));
    }

    @GET
    @Path("/{address}")
    @PermissionsAllowed(value = "messages:read", permission = MessagePermission.class)
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Documents.ConversationDocument.class)))
    public JsonDocument get(@RestPath String id, @RestPath String address) {
        UUID identity = RequestTarget.id(id);
        Address peer = RequestTarget.address(address);
        return database.transact(transaction -> shown.shown(transaction, find(transaction, identity, peer)));
    }

    /**
     * {@code {readUpTo?, name?, blocked?, request?}}: marks everything up to that message read; names the peer (null takes the
     * name away); blocks it; {@code request: false} accepts it.
     */
    @PATCH
    @Path("/{address}")
    @PermissionsAllowed(value = "messages:write", permission = MessagePermission.class)
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = Documents.ConversationChange.class)))
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Documents.ConversationDocument.class)))
    public Response change(
            @RestPath String id, @RestPath String address, byte[] body, @HeaderParam("Idempotency-Key") String key) {
        UUID identity = RequestTarget.id(id);
        Address peer = RequestTarget.address(address);
        ConversationChange change = requests.small(body, ConversationChange.class);
        String what = "PATCH /identities/" + identity + "/conversations/" + peer;
        return writes.once(account(), key, what, body, 200, transaction -> {
            find(transaction, identity, peer);
            apply(transaction, identity, peer, change);
            return shown.shown(transaction, find(transaction, identity, peer));
        });
    }

    /**
     * One thread, oldest first; with {@code order=newest}, newest first and {@code next} null at its beginning. Empty with a
     * peer whom nothing was written to or heard of.
     */
    @GET
    @Path("/{address}/messages")
    @PermissionsAllowed(value = "messages:read", permission = MessagePermission.class)
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Documents.MessagePage.class)))
    public JsonDocument thread(
            @RestPath String id,
            @RestPath String address,
            @RestQuery String limit,
            @RestQuery String cursor,
            @RestQuery String order) {
        UUID identity = RequestTarget.id(id);
        Address peer = RequestTarget.address(address);
        PageRequest page = PageRequest.of(limit, cursor);
        boolean newestFirst = order != null && RequestTarget.choice("order", order, Order.class) == Order.NEWEST;
        long from = RequestTarget.sequence(page, newestFirst ? Long.MAX_VALUE : 0);
        UUID account = account();
        MessagePage thread = MessagePage.thread(account, identity, peer, from, newestFirst, page.limit());
        return pages.read(
                thread,
                (transaction, listed) -> newestFirst
                        ? backwards(transaction, listed)
                        : view.pollingPage(transaction, listed.messages(), from));
    }

    private JsonDocument backwards(Transaction transaction, Listed listed) {
        List<StoredMessage> rows = listed.messages();
        return view.page(
                transaction,
                rows,
                listed.more() ? PageRequest.cursor(Long.toString(rows.getLast().sequence())) : null);
    }

    private enum Order {
        OLDEST,
        NEWEST
    }

    private UUID account() {
        return caller.get().accountId();
    }

    private Conversation find(Transaction transaction, UUID identity, Address peer) {
        identities.get(transaction, account(), identity);
        return conversations
                .find(transaction, account(), identity, peer)
                .orElseThrow(() -> new UnknownObject("conversation"));
    }

    private void apply(Transaction transaction, UUID identity, Address peer, ConversationChange change) {
        if (change.readUpTo() != null) {
            read(transaction, identity, peer, UUID.fromString(change.readUpTo()));
        }
        change.name()
                .ifPresent(
                        name -> conversations.name(transaction, account(), identity, peer, Optional.ofNullable(name)));
        if (change.blocked() != null) {
            conversations.block(transaction, account(), identity, peer, change.blocked());
        }
        if (change.request() != null) {
            accept(transaction, identity, peer, change.request());
        }
    }

    private void read(Transaction transaction, UUID identity, Address peer, UUID upTo) {
        StoredMessage message = messages.find(transaction, account(), upTo)
                .filter(found ->
                        found.identity().equals(identity) && found.peer().equals(peer))
                .orElseThrow(() -> Problem.ruleBroken(
                                "readUpTo", "no-such-message", "readUpTo is a message of this conversation.")
                        .exception());
        conversations.read(transaction, account(), identity, peer, message.sequence());
    }

    private void accept(Transaction transaction, UUID identity, Address peer, boolean request) {
        if (request) {
            throw Problem.ruleBroken("request", "choice", "request can be set to false: the peer is accepted.")
                    .exception();
        }
        conversations.accept(transaction, List.of(new Conversations.Between(account(), identity, peer)));
    }
}
