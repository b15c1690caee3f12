package weft.message.stream;

import java.util.Map;
import weft.message.store.Events;
import weft.message.store.Events.Event;
import weft.service.token.Caller;
import weft.service.token.Scope;

/** Which scope an event of a stream takes: the one that the GET of the same thing takes. */
final class EventScopes {

    private static final Map<String, Scope> NEEDED = Map.of(
            Events.MESSAGE_CREATED,
            Scope.MESSAGES_READ,
            Events.MESSAGE_STATE,
            Scope.MESSAGES_READ,
            Events.MESSAGE_DELETED,
            Scope.MESSAGES_READ,
            Events.CONVERSATION_CHANGED,
            Scope.MESSAGES_READ,
            Events.SESSION_ENDED,
            Scope.ACCOUNT_WRITE,
            EventStreams.ANNOUNCE_HEARD,
            Scope.MESH_READ,
            EventStreams.INTERFACE_STATE,
            Scope.MESH_READ);

    private EventScopes() {}

    /** Whether the caller may be told of events of this type; of one that is not listed here nobody is. */
    static boolean allows(Caller caller, String type) {
        Scope needed = NEEDED.get(type);
        return needed != null && caller.scopes().contains(needed);
    }

    /** As {@link #allows(Caller, String)}; and everybody may know that their own session or token has ended. */
    static boolean allows(Caller caller, Event event) {
        boolean own = event.type().equals(Events.SESSION_ENDED)
                && event.detail()
                        .map(EndedSession::of)
                        .filter(ended -> ended.id().equals(caller.credential().toString()))
                        .isPresent();
        return own || allows(caller, event.type());
    }
}
