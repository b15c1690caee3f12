package weft.gateway.web;

import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import weft.gateway.domain.SessionDirectory;
import weft.service.token.CredentialStatus;
import weft.service.token.PresentedCredential;
import weft.service.token.ResolvedCredential;

/** The gateway of these tests serves pages and headers; who is signed in is the stub's business, and nothing takes tokens. */
@Singleton
@DefaultBean
public class NobodySignedIn implements SessionDirectory {

    @Override
    public Uni<ResolvedCredential> resolve(PresentedCredential presented) {
        return Uni.createFrom().item(new ResolvedCredential(null, null));
    }

    @Override
    public Uni<CredentialStatus> status(PresentedCredential presented) {
        return Uni.createFrom().item(CredentialStatus.NOBODY);
    }
}
