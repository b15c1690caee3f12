package weft.service.token;

import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Takes the gateway's token from its header. A request without one is nobody's, or that of the certificate it came with.
 *
 * <p>It runs once a resource that asks for a permission is found, on the event loop.
 */
@Singleton
public class TokenMechanism implements HttpAuthenticationMechanism {

    private static final String SCHEME = "Bearer";
    private static final String BEARER = SCHEME + " ";

    /** Before the certificate: in a cluster every request has the gateway's, and a token says on whose behalf it comes. */
    private static final int BEFORE_CERTIFICATES = DEFAULT_PRIORITY + 1;

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        return header == null || !header.startsWith(BEARER)
                ? Uni.createFrom().nullItem()
                : identities.authenticate(
                        new TokenAuthenticationRequest(new TokenCredential(header.substring(BEARER.length()), SCHEME)));
    }

    /** None: who has no token hears that there is nothing. */
    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().nullItem();
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(TokenAuthenticationRequest.class);
    }

    @Override
    public int getPriority() {
        return BEFORE_CERTIFICATES;
    }
}
