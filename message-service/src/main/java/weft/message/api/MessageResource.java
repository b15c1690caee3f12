package weft.message.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import weft.lxmf.message.Attachment;
import weft.message.api.heap.HeapBudget;
import weft.message.api.json.JsonDocument;
import weft.message.delivery.Mailbox;
import weft.message.hosting.endpoint.HostedEndpoints;
import weft.message.store.Messages;
import weft.message.store.Traces;
import weft.message.store.sql.Database;
import weft.message.store.sql.Transaction;
import weft.message.store.sql.UnknownObject;
import weft.service.http.Page;
import weft.service.http.PageRequest;
import weft.service.problem.Problem;
import weft.service.token.CurrentCaller;
import weft.service.token.MessagePermission;

/** One message of the member's. */
@Path("/api/v1/messages/{id}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class MessageResource {

    private final CurrentCaller caller;
    private final Database database;
    private final Messages messages;
    private final Traces traces;
    private final Mailbox mailbox;
    private final HostedEndpoints endpoints;
    private final MessageView view;
    private final HeapBudget room;
    private final IdempotentWrites writes;

    MessageResource(
            CurrentCaller caller,
            Database database,
            Messages messages,
            Traces traces,
            Mailbox mailbox,
            HostedEndpoints endpoints,
            MessageView view,
            HeapBudget room,
            IdempotentWrites writes) {
        this.caller = caller;
        this.database = database;
        this.messages = messages;
        this.traces = traces;
        this.mailbox = mailbox;
        this.endpoints = endpoints;
        this.view = view;
        this.room = room;
        this.writes = writes;
    }

    @GET
    @PermissionsAllowed(value = "messages:read", permission = MessagePermission.class)
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Documents.MessageDocument.class)))
    public JsonDocument get(@RestPath String id) {
        UUID message = RequestTarget.id(id);
        UUID account = account();
        return reading(message, transaction -> view.shown(transaction, messages.get(transaction, account, message)));
    }

    /** What happened to it, in plain words, first first. */
    @GET
    @Path("/trace")
    @PermissionsAllowed(value = "messages:read", permission = MessagePermission.class)
    public Page<Step> trace(@RestPath String id, @RestQuery String limit, @RestQuery String cursor) {
        UUID message = RequestTarget.id(id);
        PageRequest page = PageRequest.of(limit, cursor);
        long after = RequestTarget.sequence(page, 0);
        List<Traces.Step> rows = database.transact(transaction -> {
            if (!messages.exists(transaction, account(), message)) {
                throw new UnknownObject("message");
            }
            return traces.list(transaction, account(), message, after, page.limit() + 1);
        });
        return Page.of(rows, page, row -> Long.toString(row.number()))
                .map(row -> new Step(row.at().toString(), row.code(), row.text(), row.facts()));
    }

    /** The bytes of one attachment, to be saved under a name that is safe to save under. */
    @GET
    @Path("/attachments/{n}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @PermissionsAllowed(value = "messages:read", permission = MessagePermission.class)
    public Response attachment(@RestPath String id, @RestPath String n) {
        UUID message = RequestTarget.id(id);
        UUID account = account();
        Attachment file = reading(message, transaction -> mailbox.attachment(transaction, account, message, index(n)));
        return download(file.safeName(), file.data());
    }

    /** The fields in MessagePack, as LXMF has them: also those that are past the bounds and stand in no JSON. */
    @GET
    @Path("/fields")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @PermissionsAllowed(value = "messages:read", permission = MessagePermission.class)
    public Response fields(@RestPath String id) {
        UUID message = RequestTarget.id(id);
        UUID account = account();
        byte[] fields = reading(message, transaction -> mailbox.fields(transaction, account, message));
        return download("fields.msgpack", fields);
    }

    private <T> T reading(UUID message, Function<Transaction, T> work) {
        UUID account = account();
        return room.reading(
                account,
                () -> database.transact(transaction -> messages.bytes(transaction, account, message)),
                _ -> database.transact(work));
    }

    private static Response download(String safeName, byte[] data) {
        return Response.ok(data)
                .header(HttpHeaders.CONTENT_DISPOSITION, Form.disposition(safeName))
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    /** Cancels a message that is on its way; deletes any other. */
    @DELETE
    @PermissionsAllowed(value = "messages:write", permission = MessagePermission.class)
    @APIResponse(responseCode = "204", description = "Cancelled or deleted")
    public Response delete(@RestPath String id, @HeaderParam("Idempotency-Key") String key) {
        UUID message = RequestTarget.id(id);
        return writes.once(account(), key, "DELETE /messages/" + message, null, 204, transaction -> {
            mailbox.withdrawOrDelete(transaction, account(), message)
                    // The shard's owner does the same when it sees the row; where that is here, nothing can overtake
                    // it.
                    .ifPresent(withdrawn -> transaction.afterCommit(() -> endpoints.withdraw(withdrawn)));
            return null;
        });
    }

    private UUID account() {
        return caller.get().accountId();
    }

    private static int index(String n) {
        if (!n.matches("[0-9]{1,6}")) {
            throw Problem.notFound().exception();
        }
        return Integer.parseInt(n);
    }

    /**
     * One thing that happened to a message.
     *
     * @param code stable, for programs
     * @param text the same in plain English
     * @param facts the numbers and stable words in it, by name: what it takes to say it in another language
     */
    public record Step(String at, String code, String text, Map<String, Object> facts) {}
}
