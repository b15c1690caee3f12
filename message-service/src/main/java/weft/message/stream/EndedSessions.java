package weft.message.stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import weft.events.BusRejoined;
import weft.events.Channels;
import weft.events.SessionEvent;
import weft.message.store.Accounts;
import weft.message.store.Events;
import weft.message.store.sql.Database;

/**
 * What becomes of streams whose session has ended or may do something else now. Every replica hears of it, for the streams that it
 * has; the first one writes it.
 */
@ApplicationScoped
class EndedSessions {

    private final Database database;
    private final Accounts accounts;
    private final Events events;
    private final EventStreams streams;

    EndedSessions(Database database, Accounts accounts, Events events, EventStreams streams) {
        this.database = database;
        this.accounts = accounts;
        this.events = events;
        this.streams = streams;
    }

    /** The session's streams tell so and end; the account's others are told. */
    void changed(@Observes SessionEvent event) {
        if (event.change() != SessionEvent.Change.RIGHTS_CHANGED) {
            ended(event);
        }
        streams.endSession(event.account(), event.session());
    }

    private void ended(SessionEvent event) {
        database.perform(transaction -> {
            accounts.ensure(transaction, event.account());
            events.appendEnd(
                    transaction,
                    event.account(),
                    event.session(),
                    new EndedSession(
                                    event.session().toString(),
                                    Optional.of(event.change().reason()))
                            .detail());
        });
    }

    /** What was told while this process did not hear it is not known: every stream has to show its credential again. */
    void rejoined(@Observes BusRejoined rejoined) {
        if (rejoined.channel().equals(Channels.SESSION_EVENTS)) {
            streams.endAll();
        }
    }
}
