package weft.service.token;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Set;
import java.util.UUID;

/**
 * How what a client showed stands now.
 *
 * @param credential id of the session or API token; null when nobody stands behind it any more: ended, expired, or the account
 *     disabled
 * @param scopes what it may do; empty for nobody
 */
@RegisterForReflection
public record CredentialStatus(UUID credential, Set<Scope> scopes) {

    /** Nobody stands behind it. */
    public static final CredentialStatus NOBODY = new CredentialStatus(null, Set.of());

    /** How that caller stands. */
    public static CredentialStatus of(Caller caller) {
        return new CredentialStatus(caller.credential(), caller.scopes());
    }
}
