package weft.node;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import weft.auth.api.CredentialResolution;
import weft.gateway.domain.SessionDirectory;
import weft.service.token.CredentialStatus;
import weft.service.token.PresentedCredential;
import weft.service.token.ResolvedCredential;

/** In one process the gateway asks auth-service directly who stands behind a cookie or an API token. */
@Singleton
public class NodeSessions implements SessionDirectory {

    private final CredentialResolution passes;

    @Inject
    NodeSessions(CredentialResolution passes) {
        this.passes = passes;
    }

    @Override
    public Uni<ResolvedCredential> pass(PresentedCredential shown) {
        return passes.of(shown);
    }

    @Override
    public Uni<CredentialStatus> standing(PresentedCredential shown) {
        return passes.standing(shown);
    }
}
