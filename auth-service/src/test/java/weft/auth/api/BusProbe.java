package weft.auth.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import weft.events.AccountEvent;
import weft.events.Channels;
import weft.events.SessionEvent;

/** Stands where the gateway and message-service listen. */
@ApplicationScoped
public class BusProbe {

    private final List<SessionEvent> sessions = new CopyOnWriteArrayList<>();
    private final Set<UUID> refused = ConcurrentHashMap.newKeySet();
    private volatile CompletableFuture<Void> taking = CompletableFuture.completedFuture(null);
    private final List<AccountEvent> accounts = new CopyOnWriteArrayList<>();

    @Incoming(Channels.SESSION_EVENTS)
    CompletionStage<Void> session(SessionEvent event) {
        if (refused.contains(event.account())) {
            return CompletableFuture.failedFuture(new IllegalStateException("refused"));
        }
        return taking.thenRun(() -> sessions.add(event));
    }

    /** Takes no session event of this account until {@link #takes}. */
    public void refuses(UUID account) {
        refused.add(account);
    }

    public void takes(UUID account) {
        refused.remove(account);
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
