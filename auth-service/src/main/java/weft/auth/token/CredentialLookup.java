package weft.auth.token;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import weft.auth.config.AuthSettings;
import weft.auth.domain.OpaqueToken;
import weft.auth.store.AccessLog;
import weft.auth.store.CredentialStore;
import weft.auth.store.SessionStore;
import weft.service.token.Caller;
import weft.service.token.PresentedCredential;

/** Who stands behind a cookie or an API token: what the gateway asks before it lets a request through. */
@ApplicationScoped
public class CredentialLookup {

    private final SessionStore sessions;
    private final CredentialStore credentials;
    private final AccessLog log;
    private final AuthSettings config;

    CredentialLookup(SessionStore sessions, CredentialStore credentials, AccessLog log, AuthSettings config) {
        this.sessions = sessions;
        this.credentials = credentials;
        this.log = log;
        this.config = config;
    }

    /** The caller behind a session reference; empty when it is unknown, ended or expired, or the account is disabled. */
    public Uni<Optional<Caller>> session(String reference) {
        if (reference.length() > OpaqueToken.MAX_LENGTH) {
            return Uni.createFrom().item(Optional.empty());
        }
        return sessions.find(OpaqueToken.of(reference).hash(), config.sessions()::life);
    }

    /** The caller behind what was shown, as {@link #session} and {@link #apiToken} find it, without any trace of the question. */
    public Uni<Optional<Caller>> peek(PresentedCredential presented) {
        if (presented.kind() == Caller.Kind.ANONYMOUS || presented.secret().length() > OpaqueToken.MAX_LENGTH) {
            return Uni.createFrom().item(Optional.empty());
        }
        byte[] hash = OpaqueToken.of(presented.secret()).hash();
        return presented.kind() == Caller.Kind.SESSION
                ? sessions.peek(hash, config.sessions()::life)
                : credentials.peekApiToken(hash);
    }

    /** The caller behind an API token; empty, and noted as a refused attempt, when there is none. */
    public Uni<Optional<Caller>> apiToken(String secret, String address) {
        Uni<Optional<Caller>> found = secret.length() > OpaqueToken.MAX_LENGTH
                ? Uni.createFrom().item(Optional.empty())
                : credentials.apiToken(OpaqueToken.of(secret).hash());
        return found.call(caller -> caller.isPresent()
                ? Uni.createFrom().voidItem()
                : log.refused(AccessLog.Action.API_TOKEN, "unknown-token", null, address, null));
    }
}
