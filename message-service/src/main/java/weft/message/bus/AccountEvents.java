package weft.message.bus;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import weft.events.AccountEvent;
import weft.events.Channels;
import weft.events.SessionEvent;

/**
 * What auth-service tells of accounts and their sessions, passed on to whoever observes it. A record counts as read once its
 * observers have returned.
 */
@ApplicationScoped
public class AccountEvents {

    private final Event<SessionEvent> sessions;
    private final Event<AccountEvent> accounts;

    AccountEvents(Event<SessionEvent> sessions, Event<AccountEvent> accounts) {
        this.sessions = sessions;
        this.accounts = accounts;
    }

    @Incoming(Channels.SESSION_EVENTS)
    @RunOnVirtualThread
    void session(SessionEvent event) {
        sessions.fire(event);
    }

    @Incoming(Channels.ACCOUNT_EVENTS)
    @RunOnVirtualThread
    void account(AccountEvent event) {
        accounts.fire(event);
    }
}
