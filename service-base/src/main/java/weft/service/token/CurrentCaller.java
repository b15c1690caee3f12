package weft.service.token;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;

/** The caller of the request at hand: the principal of its identity. For resource classes, which run once it is let in. */
@Singleton
public class CurrentCaller {

    private final SecurityIdentity identity;

    CurrentCaller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** Who calls. */
    public Caller get() {
        if (identity.getPrincipal() instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("no caller was established for this request");
    }
}
