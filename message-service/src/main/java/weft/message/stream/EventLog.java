package weft.message.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import weft.message.store.Events;
import weft.message.store.Events.Event;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;

/** An account's event log as the streams read and write it. */
record EventLog(Database database, Events events, ObjectMapper mapper) {

    /** Events read at a time. */
    static final int BATCH = 100;

    private static final Logger LOG = Logger.getLogger(EventLog.class);

    /** From where to where the log goes. */
    Events.Bounds bounds(UUID account) {
        return database.transact(transaction -> events.bounds(transaction, account));
    }

    /** The next events; none while the database is away. */
    List<Event> after(UUID account, long position) {
        try {
            return database.transact(transaction -> events.after(transaction, account, position, BATCH));
        } catch (StoreUnavailable away) {
            LOG.debug("the event log can't be read just now", away);
            return List.of();
        }
    }

    /** An event as its client sees it. */
    String json(Event event) {
        ObjectNode node = mapper.createObjectNode();
        node.put("type", event.type());
        node.put("sequence", event.sequence());
        node.put("at", event.at().toString());
        event.identity().ifPresent(id -> node.put("identity", id.toString()));
        event.message().ifPresent(id -> node.put("message", id.toString()));
        event.detail().ifPresent(detail -> put(node, event.type(), detail));
        try {
            return mapper.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event that can't be written as JSON", e);
        }
    }

    private static void put(ObjectNode node, String type, String detail) {
        if (type.equals(Events.SESSION_ENDED)) {
            EndedSession ended = EndedSession.of(detail);
            node.put("session", ended.id());
            ended.reason().ifPresent(reason -> node.put("reason", reason));
        } else {
            node.put(detailName(type), detail);
        }
    }

    private static String detailName(String type) {
        return switch (type) {
            case Events.MESSAGE_CREATED -> "direction";
            case Events.MESSAGE_STATE -> "state";
            case Events.CONVERSATION_CHANGED -> "peer";
            default -> "detail";
        };
    }
}
