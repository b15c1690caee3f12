package weft.message.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import weft.message.api.Documents.NewMessage;
import weft.message.api.heap.HeapBudget;
import weft.message.api.heap.MessagePages;
import weft.message.api.json.BoundedJson;
import weft.message.api.json.JsonDocument;
import weft.message.api.json.RequestReader;
import weft.message.delivery.AcceptanceQueue;
import weft.message.delivery.Draft;
import weft.message.delivery.MessageAcceptance.Writing;
import weft.message.domain.Direction;
import weft.message.domain.StoredMessage;
import weft.message.store.Idempotency;
import weft.message.store.MessagePage;
import weft.service.health.StorageRoom;
import weft.service.http.PageRequest;
import weft.service.problem.Problem;
import weft.service.problem.ProblemException;
import weft.service.token.CurrentCaller;
import weft.service.token.MessagePermission;

/** The messages of one identity: all of them, and new ones. */
@Path("/api/v1/identities/{id}/messages")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class IdentityMessagesResource {

    private static final Duration DISK_WAIT = Duration.ofMinutes(1);

    private final CurrentCaller caller;
    private final MessagePages pages;
    private final AcceptanceQueue acceptance;
    private final MessageView view;
    private final HeapBudget room;
    private final StorageRoom storage;
    private final IdempotentWrites writes;
    private final RequestReader requests;

    IdentityMessagesResource(
            CurrentCaller caller,
            MessagePages pages,
            AcceptanceQueue acceptance,
            MessageView view,
            HeapBudget room,
            StorageRoom storage,
            IdempotentWrites writes,
            RequestReader requests) {
        this.caller = caller;
        this.pages = pages;
        this.acceptance = acceptance;
        this.view = view;
        this.room = room;
        this.storage = storage;
        this.writes = writes;
        this.requests = requests;
    }

    /** All messages, oldest first by arrival; {@code next} is always the cursor to poll from next time. */
    @GET
    @PermissionsAllowed(value = "messages:read", permission = MessagePermission.class)
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Documents.MessagePage.class)))
    public JsonDocument list(
            @RestPath String id, @RestQuery String direction, @RestQuery String limit, @RestQuery String cursor) {
        UUID identity = RequestTarget.id(id);
        PageRequest page = PageRequest.of(limit, cursor);
        Optional<Direction> wanted =
                Optional.ofNullable(direction).map(text -> RequestTarget.choice("direction", text, Direction.class));
        long after = RequestTarget.sequence(page, 0);
        UUID account = account();
        MessagePage arrived = MessagePage.arrived(account, identity, wanted, after, page.limit());
        return pages.read(arrived, (transaction, listed) -> view.pollingPage(transaction, listed.messages(), after));
    }

    /** Accepts a message: on disk, packed and signed, and on its way. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @PermissionsAllowed(value = "messages:write", permission = MessagePermission.class)
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = Documents.NewMessage.class)))
    @APIResponse(
            responseCode = "202",
            content =
                    @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Accepted.class)))
    public Response send(@RestPath String id, byte[] body, @HeaderParam("Idempotency-Key") String key) {
        UUID identity = RequestTarget.id(id);
        int values = BoundedJson.countIn(body);
        return room.writing(
                account(),
                length(body),
                values,
                () -> accept(
                        identity, body, key, DraftInput.read(requests.message(body, NewMessage.class), List.of())));
    }

    /** The same as a form: the members of the JSON as parts of their names, files as parts with a file name. */
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @PermissionsAllowed(value = "messages:write", permission = MessagePermission.class)
    @APIResponse(
            responseCode = "202",
            content =
                    @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Accepted.class)))
    public Response sendForm(
            @RestPath String id,
            byte[] body,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
            @HeaderParam("Idempotency-Key") String key) {
        UUID identity = RequestTarget.id(id);
        return room.writing(account(), length(body), 0, () -> {
            Form form = Form.read(contentType, body);
            return accept(
                    identity,
                    body,
                    key,
                    DraftInput.read(requests.members(form.members(), NewMessage.class), form.files()));
        });
    }

    private static int length(byte[] body) {
        return body == null ? 0 : body.length;
    }

    private UUID account() {
        return caller.get().accountId();
    }

    private Response accept(UUID identity, byte[] body, String key, Draft draft) {
        if (storage.isFull()) {
            throw noRoom();
        }
        return writes.response(acceptance.accept(
                new Writing(account(), identity, draft),
                IdempotentWrites.named(account(), key, "POST /identities/" + identity + "/messages", body),
                this::answer));
    }

    private Idempotency.Answer answer(StoredMessage stored) {
        return writes.answer(
                202,
                new Accepted(
                        stored.id(),
                        stored.hash().toString(),
                        stored.state().name().toLowerCase(Locale.ROOT)));
    }

    private static ProblemException noRoom() {
        return Problem.of(507, "no-room", "The disk of this node is full")
                .withDetail("Nothing was saved. What is here can be read. An operator has to make room on the disk.")
                .retryAfter(DISK_WAIT)
                .exception();
    }

    /**
     * The answer to a message that was accepted.
     *
     * @param hash the message's LXMF id
     */
    public record Accepted(UUID id, String hash, String state) {}
}
