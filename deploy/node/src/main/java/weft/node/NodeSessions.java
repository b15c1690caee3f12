package weft.node;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import weft.auth.token.CredentialResolution;
import weft.gateway.domain.SessionDirectory;
import weft.service.token.CredentialStatus;
import weft.service.token.PresentedCredential;
import weft.service.token.ResolvedCredential;

/** In one process the gateway asks auth-service directly who stands behind a cookie or an API token. */
@Singleton
public class NodeSessions implements SessionDirectory {

    private final CredentialResolution credentials;

    @Inject
    NodeSessions(CredentialResolution credentials) {
        this.credentials = credentials;
    }

    @Override
    public Uni<ResolvedCredential> resolve(PresentedCredential presented) {
        return credentials.of(presented);
    }

    @Override
    public Uni<CredentialStatus> status(PresentedCredential presented) {
        return credentials.status(presented);
    }
}
