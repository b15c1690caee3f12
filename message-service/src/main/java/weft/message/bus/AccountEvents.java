package weft.message.bus;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import weft.events.AccountEvent;
import weft.events.BusRejoined;
import weft.events.Channels;
import weft.events.SessionEvent;
import weft.message.api.EventStreams;
import weft.message.store.Accounts;
import weft.message.store.Database;
import weft.message.store.EndedSession;
import weft.message.store.Events;
import weft.message.store.Wakeups;

/** What the auth service tells of accounts and their sessions. */
@ApplicationScoped
public class AccountEvents {

    private final Database database;
    private final Accounts accounts;
    private final Events events;
    private final EventStreams streams;
    private final Wakeups wakeups;

    AccountEvents(Database database, Accounts accounts, Events events, EventStreams streams, Wakeups wakeups) {
        this.database = database;
        this.accounts = accounts;
        this.events = events;
        this.streams = streams;
        this.wakeups = wakeups;
    }

    /** The session's streams tell so and end; the account's others are told. */
    @Incoming(Channels.SESSION_EVENTS)
    @RunOnVirtualThread
    void session(SessionEvent event) {
        if (event.change() != SessionEvent.Change.RIGHTS_CHANGED) {
            ended(event);
        }
        streams.endSession(event.account(), event.session());
    }

    private void ended(SessionEvent event) {
        database.perform(transaction -> {
            accounts.ensure(transaction, event.account());
            events.append(
                    transaction,
                    event.account(),
                    Events.SESSION_ENDED,
                    null,
                    null,
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

    /** A deleted member's identities, messages and keys are gone with it. Idempotent. */
    @Incoming(Channels.ACCOUNT_EVENTS)
    @RunOnVirtualThread
    void account(AccountEvent event) {
        if (event.change() == AccountEvent.Change.DELETED) {
            database.perform(transaction -> {
                accounts.delete(transaction, event.account());
                transaction.afterCommit(() -> wakeups.wake(Wakeups.Work.IDENTITIES));
            });
        }
    }
}
