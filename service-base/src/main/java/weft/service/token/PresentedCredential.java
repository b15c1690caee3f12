package weft.service.token;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a client showed to the gateway, and what it wants to use it for.
 *
 * @param kind what was shown; {@link Caller.Kind#ANONYMOUS} for nothing
 * @param secret the value of the cookie or the API token; null for nothing
 * @param address network address of the client, as the gateway saw it
 * @param audience the service asked; null when the path belongs to none
 */
@JsonIgnoreProperties(ignoreUnknown = true) // a gateway may be newer than auth-service
@RegisterForReflection
public record PresentedCredential(Caller.Kind kind, String secret, String address, Audience audience) {

    /** Never the secret: what is asked ends up in logs. */
    @Override
    public String toString() {
        return "PresentedCredential[" + kind + ", " + address + ", " + audience + "]";
    }
}
