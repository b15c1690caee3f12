package weft.auth.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.events.AccountEvent;
import weft.events.Channels;
import weft.events.SessionEvent;

/** Writes events into the outbox table, in the transaction of the change they tell of. */
@ApplicationScoped
public class Outbox {

    private final ObjectMapper json;

    Outbox(ObjectMapper json) {
        this.json = json;
    }

    /** An account changed. */
    public Uni<Void> put(Mutiny.QueryProducer session, AccountEvent event) {
        return put(session, Channels.ACCOUNT_EVENTS, event);
    }

    /** Sessions of an account are dead. */
    public Uni<Void> put(Mutiny.QueryProducer session, UUID account, Collection<UUID> dead, SessionEvent.Change why) {
        return Multi.createFrom()
                .iterable(dead)
                .onItem()
                .transformToUniAndConcatenate(id -> put(session, new SessionEvent(account, id, why)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** A session is dead. */
    public Uni<Void> put(Mutiny.QueryProducer session, SessionEvent event) {
        return put(session, Channels.SESSION_EVENTS, event);
    }

    private Uni<Void> put(Mutiny.QueryProducer session, String channel, Object event) {
        return session.createNativeQuery("insert into auth.outbox (channel, payload) values (:channel, :payload)")
                .setParameter("channel", channel)
                .setParameter("payload", text(event))
                .executeUpdate()
                .replaceWithVoid();
    }

    private String text(Object event) {
        try {
            return json.writeValueAsString(event);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("an event is always JSON", impossible);
        }
    }
}
