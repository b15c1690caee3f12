package weft.service.token;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/**
 * What auth-service gives for what a client showed.
 *
 * @param credential id of the session or API token; null when nobody stands behind it: unknown, ended, or the account disabled
 * @param token for the service asked, in the name of whoever stands behind it, or of somebody not signed in; lives for half a
 *     minute or more. Null when no service was asked
 */
@RegisterForReflection
public record ResolvedCredential(UUID credential, String token) {

    /** Never the token. */
    @Override
    public String toString() {
        return "ResolvedCredential[" + credential + "]";
    }
}
