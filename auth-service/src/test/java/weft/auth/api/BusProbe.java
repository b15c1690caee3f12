package weft.auth.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import weft.events.AccountEvent;
import weft.events.Channels;
import weft.events.SessionEvent;

/** Stands where the gateway and message-service listen. */
@ApplicationScoped
public class BusProbe {

    private final List<SessionEvent> sessions = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Void> taking = CompletableFuture.completedFuture(null);
    private final List<AccountEvent> accounts = new CopyOnWriteArrayList<>();

    @Incoming(Channels.SESSION_EVENTS)
    CompletionStage<Void> session(SessionEvent event) {
        return taking.thenRun(() -> sessions.add(event));
    }

    /** Takes no session events until the returned future is completed. */
    public CompletableFuture<Void> stall() {
        CompletableFuture<Void> until = new CompletableFuture<>();
        taking = until;
        return until;
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
