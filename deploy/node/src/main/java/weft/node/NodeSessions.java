package weft.node;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import weft.auth.api.CredentialLookup;
import weft.auth.api.TokenMint;
import weft.gateway.domain.SessionDirectory;
import weft.service.token.Audience;
import weft.service.token.Caller;

/** In one process the gateway asks auth-service directly who stands behind a cookie or an API token. */
@Singleton
public class NodeSessions implements SessionDirectory {

    private final CredentialLookup lookup;
    private final TokenMint mint;

    @Inject
    NodeSessions(CredentialLookup lookup, TokenMint mint) {
        this.lookup = lookup;
        this.mint = mint;
    }

    @Override
    public Uni<Optional<Caller>> session(String reference) {
        return lookup.session(reference);
    }

    @Override
    public Uni<Optional<Caller>> apiToken(String secret, String address) {
        return lookup.apiToken(secret, address);
    }

    @Override
    public String token(Caller caller, Audience audience, String address) {
        return mint.mint(caller, audience, address);
    }
}
