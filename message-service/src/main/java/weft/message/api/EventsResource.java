package weft.message.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.jboss.resteasy.reactive.ResponseHeader;
import weft.message.stream.EventStream;
import weft.message.stream.EventStreams;
import weft.service.problem.Problem;
import weft.service.token.CurrentCaller;
import weft.service.token.MessagePermission;

/** What changes for the caller, as it changes. */
@Path("/api/v1/events")
public class EventsResource {

    private static final long FROM_NOW = -1;

    private final CurrentCaller caller;
    private final EventStreams streams;

    EventsResource(CurrentCaller caller, EventStreams streams) {
        this.caller = caller;
        this.streams = streams;
    }

    /** To proxies: pass each event on as it comes, keep none, and pack none together. */
    private static final String UNBUFFERED = "no";

    private static final String UNSTORED = "no-store, no-transform";

    /**
     * Server-sent events. Those of the account's log carry its number as id: with {@code Last-Event-ID} the stream goes on
     * after that one, without a gap; {@code reset} says that so much history is gone. Without it the stream starts now. Where
     * nothing happens there is a comment every 15 s.
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @PermissionsAllowed(value = "messages:read", permission = MessagePermission.class)
    @ResponseHeader(name = "X-Accel-Buffering", value = UNBUFFERED)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = UNSTORED)
    public Multi<OutboundSseEvent> follow(@HeaderParam("Last-Event-ID") String last, @Context Sse sse) {
        EventStream stream = streams.add(caller.get(), position(last));
        return Multi.createFrom().emitter(client -> stream.begin(client, sse), BackPressureStrategy.ERROR);
    }

    private static long position(String last) {
        if (last == null || last.isEmpty()) {
            return FROM_NOW;
        }
        if (!last.matches("[0-9]{1,18}")) {
            throw Problem.malformed("Last-Event-ID", "Last-Event-ID is the id of an event of this stream.")
                    .exception();
        }
        return Long.parseLong(last);
    }
}
