package weft.auth.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import weft.events.AccountEvent;
import weft.events.Channels;
import weft.events.SessionEvent;

/** Stands where the gateway and message-service listen. */
@ApplicationScoped
public class BusProbe {

    private final List<SessionEvent> sessions = new CopyOnWriteArrayList<>();
    private final List<AccountEvent> accounts = new CopyOnWriteArrayList<>();

    @Incoming(Channels.SESSION_EVENTS)
    void session(SessionEvent event) {
        sessions.add(event);
    }

    @Incoming(Channels.ACCOUNT_EVENTS)
    void account(AccountEvent event) {
        accounts.add(event);
    }

    public List<SessionEvent> sessions() {
        return sessions;
    }

    public List<AccountEvent> accounts() {
        return accounts;
    }
}
